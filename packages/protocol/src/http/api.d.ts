export interface paths {
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process is alive */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether database and object store answer */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Alert rules, oldest first */
        get: operations["listAlertRules"];
        put?: never;
        /** Adds an alert rule */
        post: operations["createAlertRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Removes an alert rule; its alerts stay in the history */
        delete: operations["deleteAlertRule"];
        options?: never;
        head?: never;
        /** Changes an alert rule; its running alerts end */
        patch: operations["editAlertRule"];
        trace?: never;
    };
    "/api/alerts/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Alerts, newest first by the time of their reading */
        get: operations["listAlerts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/history/{id}/acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Marks an alert as seen */
        post: operations["acknowledgeAlert"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/history/{id}/snooze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lets the rule of an alert tell nobody about its car for a while */
        post: operations["snoozeAlert"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/outbox": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Mails and webhooks, newest first */
        get: operations["listOutbox"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/outbox/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends a message that did not go once more */
        post: operations["retryOutboxMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ingest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stores frames of a stream; answers when they are durable */
        post: operations["ingest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes in recorded files; an .ldx goes with its .ld */
        post: operations["importSessions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Imports, newest first; those under way with state=active */
        get: operations["listImports"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An import; waitSeconds holds the answer back until something changes */
        get: operations["getImport"];
        put?: never;
        post?: never;
        /** Cancels an import, or forgets a finished one; sessions stay */
        delete: operations["deleteImport"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports/{id}/columns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was found in a CSV that must be mapped by hand */
        get: operations["getImportColumns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/imports/{id}/mapping": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Imports a CSV again with columns mapped by hand */
        post: operations["mapImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sessions, newest first */
        get: operations["listSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A session with its laps and their analysis */
        get: operations["getSession"];
        put?: never;
        post?: never;
        /** Removes a session with its laps and files */
        delete: operations["deleteSession"];
        options?: never;
        head?: never;
        /** Corrects what the file said, or adds notes */
        patch: operations["editSession"];
        trace?: never;
    };
    "/api/sessions/current/recent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The last seconds of the newest running session */
        get: operations["getRecentSamples"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions/{id}/samples": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Samples of a session, also of one that is running, at a common rate */
        get: operations["getSamples"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/laps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Laps, by layout, valid ones first, fastest first */
        get: operations["listLaps"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/laps/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A lap */
        get: operations["getLap"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/laps/{id}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The Parquet file of a lap; ranges allowed */
        get: operations["getLapFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/laps/{id}/data": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Channels of a lap as columns */
        get: operations["getLapData"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tracks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tracks with their layouts, by name */
        get: operations["listTracks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/layouts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A layout with its outline and corners */
        get: operations["getLayout"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/compare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where laps lost or won time against a reference */
        get: operations["compareLaps"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Laps or a session as a file of another format; several files as one .zip */
        post: operations["exportLaps"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/diagnostics/pids": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the car can tell, with the last values; asked from the recorder */
        get: operations["getDiagnosticPids"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/diagnostics/dtc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Trouble codes, freeze frames, readiness and VIN; asked from the car */
        get: operations["getDiagnosticCodes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/diagnostics/monitors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Results of the on-board monitors; asked from the car */
        get: operations["getDiagnosticMonitors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/diagnostics/vehicle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The car, its control units and the adapter; asked from the car */
        get: operations["getDiagnosticVehicle"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/diagnostics/dtc/clear": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Clears trouble codes, freeze frames and readiness while the engine is off */
        post: operations["clearDiagnosticCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/diagnostics/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was cleared, when and by whom, newest first */
        get: operations["listDiagnosticLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far forwarding to the upstream server is */
        get: operations["getSync"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sync/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Forwards again at once instead of waiting */
        post: operations["retrySync"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sync/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tells what a session is; answers which files are missing */
        post: operations["announceSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sync/objects/{sha256}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How much of an announced file is here */
        get: operations["getSyncObject"];
        /** Bytes of an announced file, from the offset in `content-range` on */
        put: operations["putSyncObject"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sync/sessions/{id}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes an announced session visible */
        post: operations["completeSync"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sync/sessions/{id}/digest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A hash of the content of a session, equal on both sides */
        get: operations["getSyncDigest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description RFC 9457 problem details */
        Problem: {
            type: string;
            title: string;
            status: number;
            /** @description Stable: what a program decides by */
            code: string;
            detail: string;
            requestId: string;
        };
        AlertCondition: {
            /** @enum {unknown} */
            kind: "above" | "below" | "equal";
            /** @description Canonical name, or the source’s own */
            channel: string;
            /** @description In the channel’s unit */
            threshold: number;
            /** @description How far the value must come back before the alert ends; 0 if absent */
            hysteresis?: number;
        } | {
            /** @enum {string} */
            kind: "outside";
            /** @description Canonical name, or the source’s own */
            channel: string;
            /** @description In the channel’s unit */
            low: number;
            /** @description In the channel’s unit */
            high: number;
            /** @description How far the value must come back before the alert ends; 0 if absent */
            hysteresis?: number;
        } | {
            /** @enum {string} */
            kind: "rate";
            /** @description Canonical name, or the source’s own */
            channel: string;
            /** @enum {unknown} */
            direction: "rising" | "falling" | "either";
            /** @description In the channel’s unit per second */
            threshold: number;
            windowSeconds: number;
            /** @description How far the value must come back before the alert ends; 0 if absent */
            hysteresis?: number;
        } | {
            /** @enum {string} */
            kind: "no-data";
            /** @description null: no data at all */
            channel: string | null;
            seconds: number;
        } | {
            /** @enum {unknown} */
            kind: "all" | "any";
            tests: ({
                /** @enum {unknown} */
                kind: "above" | "below" | "equal";
                /** @description Canonical name, or the source’s own */
                channel: string;
                /** @description In the channel’s unit */
                threshold: number;
                /** @description How far the value must come back before the alert ends; 0 if absent */
                hysteresis?: number;
            } | {
                /** @enum {string} */
                kind: "outside";
                /** @description Canonical name, or the source’s own */
                channel: string;
                /** @description In the channel’s unit */
                low: number;
                /** @description In the channel’s unit */
                high: number;
                /** @description How far the value must come back before the alert ends; 0 if absent */
                hysteresis?: number;
            } | {
                /** @enum {string} */
                kind: "rate";
                /** @description Canonical name, or the source’s own */
                channel: string;
                /** @enum {unknown} */
                direction: "rising" | "falling" | "either";
                /** @description In the channel’s unit per second */
                threshold: number;
                windowSeconds: number;
                /** @description How far the value must come back before the alert ends; 0 if absent */
                hysteresis?: number;
            } | {
                /** @enum {string} */
                kind: "no-data";
                /** @description null: no data at all */
                channel: string | null;
                seconds: number;
            })[];
        };
        /** @description When the rule may start alerts; `to` not after `from` is over midnight */
        AlertHours: {
            /** @description As `Europe/Berlin` */
            timeZone: string;
            /** @description 1 is Monday */
            days: number[];
            /** @description HH:MM */
            from: string;
            /** @description HH:MM */
            to: string;
        };
        AlertRule: {
            /** Format: uuid */
            id: string;
            name: string;
            /** @enum {unknown} */
            severity: "info" | "warning" | "critical";
            enabled: boolean;
            vehicleId: string | null;
            sessionId: string | null;
            condition: components["schemas"]["AlertCondition"];
            minimumSeconds: number;
            cooldownSeconds: number;
            hours: components["schemas"]["AlertHours"] | null;
            /** @description Whether mails are sent */
            mail: boolean;
            /** @description Empty: the addresses of ALERT_MAIL_TO */
            mailTo: string[];
            webhookUrl: string | null;
            /** @description Whether open pages show a notification */
            browser: boolean;
            vehicle: {
                /** Format: uuid */
                id: string;
                name: string;
            } | null;
            session: {
                /** Format: uuid */
                id: string;
                name: string;
            } | null;
            /** @description The condition as a sentence */
            words: string;
            lastAlertAt: string | null;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             */
            createdAt: string;
        };
        NewAlertRule: {
            name: string;
            condition: {
                /** @enum {unknown} */
                kind: "above" | "below" | "equal";
                /** @description Canonical name, or the source’s own */
                channel: string;
                /** @description In the channel’s unit */
                threshold: number;
                /** @description How far the value must come back before the alert ends; 0 if absent */
                hysteresis?: number;
            } | {
                /** @enum {string} */
                kind: "outside";
                /** @description Canonical name, or the source’s own */
                channel: string;
                /** @description In the channel’s unit */
                low: number;
                /** @description In the channel’s unit */
                high: number;
                /** @description How far the value must come back before the alert ends; 0 if absent */
                hysteresis?: number;
            } | {
                /** @enum {string} */
                kind: "rate";
                /** @description Canonical name, or the source’s own */
                channel: string;
                /** @enum {unknown} */
                direction: "rising" | "falling" | "either";
                /** @description In the channel’s unit per second */
                threshold: number;
                windowSeconds: number;
                /** @description How far the value must come back before the alert ends; 0 if absent */
                hysteresis?: number;
            } | {
                /** @enum {string} */
                kind: "no-data";
                /** @description null: no data at all */
                channel: string | null;
                seconds: number;
            } | {
                /** @enum {unknown} */
                kind: "all" | "any";
                tests: ({
                    /** @enum {unknown} */
                    kind: "above" | "below" | "equal";
                    /** @description Canonical name, or the source’s own */
                    channel: string;
                    /** @description In the channel’s unit */
                    threshold: number;
                    /** @description How far the value must come back before the alert ends; 0 if absent */
                    hysteresis?: number;
                } | {
                    /** @enum {string} */
                    kind: "outside";
                    /** @description Canonical name, or the source’s own */
                    channel: string;
                    /** @description In the channel’s unit */
                    low: number;
                    /** @description In the channel’s unit */
                    high: number;
                    /** @description How far the value must come back before the alert ends; 0 if absent */
                    hysteresis?: number;
                } | {
                    /** @enum {string} */
                    kind: "rate";
                    /** @description Canonical name, or the source’s own */
                    channel: string;
                    /** @enum {unknown} */
                    direction: "rising" | "falling" | "either";
                    /** @description In the channel’s unit per second */
                    threshold: number;
                    windowSeconds: number;
                    /** @description How far the value must come back before the alert ends; 0 if absent */
                    hysteresis?: number;
                } | {
                    /** @enum {string} */
                    kind: "no-data";
                    /** @description null: no data at all */
                    channel: string | null;
                    seconds: number;
                })[];
            };
            /** @enum {unknown} */
            severity?: "info" | "warning" | "critical";
            enabled?: boolean;
            vehicleId?: string | null;
            sessionId?: string | null;
            minimumSeconds?: number;
            cooldownSeconds?: number;
            hours?: {
                /** @description As `Europe/Berlin` */
                timeZone: string;
                /** @description 1 is Monday */
                days: number[];
                /** @description HH:MM */
                from: string;
                /** @description HH:MM */
                to: string;
            } | null;
            /** @description Whether mails are sent */
            mail?: boolean;
            /** @description Empty: the addresses of ALERT_MAIL_TO */
            mailTo?: string[];
            webhookUrl?: string | null;
            /** @description Whether open pages show a notification */
            browser?: boolean;
        };
        EditAlertRule: {
            name?: string;
            condition?: {
                /** @enum {unknown} */
                kind: "above" | "below" | "equal";
                /** @description Canonical name, or the source’s own */
                channel: string;
                /** @description In the channel’s unit */
                threshold: number;
                /** @description How far the value must come back before the alert ends; 0 if absent */
                hysteresis?: number;
            } | {
                /** @enum {string} */
                kind: "outside";
                /** @description Canonical name, or the source’s own */
                channel: string;
                /** @description In the channel’s unit */
                low: number;
                /** @description In the channel’s unit */
                high: number;
                /** @description How far the value must come back before the alert ends; 0 if absent */
                hysteresis?: number;
            } | {
                /** @enum {string} */
                kind: "rate";
                /** @description Canonical name, or the source’s own */
                channel: string;
                /** @enum {unknown} */
                direction: "rising" | "falling" | "either";
                /** @description In the channel’s unit per second */
                threshold: number;
                windowSeconds: number;
                /** @description How far the value must come back before the alert ends; 0 if absent */
                hysteresis?: number;
            } | {
                /** @enum {string} */
                kind: "no-data";
                /** @description null: no data at all */
                channel: string | null;
                seconds: number;
            } | {
                /** @enum {unknown} */
                kind: "all" | "any";
                tests: ({
                    /** @enum {unknown} */
                    kind: "above" | "below" | "equal";
                    /** @description Canonical name, or the source’s own */
                    channel: string;
                    /** @description In the channel’s unit */
                    threshold: number;
                    /** @description How far the value must come back before the alert ends; 0 if absent */
                    hysteresis?: number;
                } | {
                    /** @enum {string} */
                    kind: "outside";
                    /** @description Canonical name, or the source’s own */
                    channel: string;
                    /** @description In the channel’s unit */
                    low: number;
                    /** @description In the channel’s unit */
                    high: number;
                    /** @description How far the value must come back before the alert ends; 0 if absent */
                    hysteresis?: number;
                } | {
                    /** @enum {string} */
                    kind: "rate";
                    /** @description Canonical name, or the source’s own */
                    channel: string;
                    /** @enum {unknown} */
                    direction: "rising" | "falling" | "either";
                    /** @description In the channel’s unit per second */
                    threshold: number;
                    windowSeconds: number;
                    /** @description How far the value must come back before the alert ends; 0 if absent */
                    hysteresis?: number;
                } | {
                    /** @enum {string} */
                    kind: "no-data";
                    /** @description null: no data at all */
                    channel: string | null;
                    seconds: number;
                })[];
            };
            /** @enum {unknown} */
            severity?: "info" | "warning" | "critical";
            enabled?: boolean;
            vehicleId?: string | null;
            sessionId?: string | null;
            minimumSeconds?: number;
            cooldownSeconds?: number;
            hours?: {
                /** @description As `Europe/Berlin` */
                timeZone: string;
                /** @description 1 is Monday */
                days: number[];
                /** @description HH:MM */
                from: string;
                /** @description HH:MM */
                to: string;
            } | null;
            /** @description Whether mails are sent */
            mail?: boolean;
            /** @description Empty: the addresses of ALERT_MAIL_TO */
            mailTo?: string[];
            webhookUrl?: string | null;
            /** @description Whether open pages show a notification */
            browser?: boolean;
        };
        AlertRulePage: {
            items: components["schemas"]["AlertRule"][];
            nextCursor: string | null;
        };
        Alert: {
            /** Format: uuid */
            id: string;
            ruleId: string | null;
            ruleName: string;
            /** @description The condition as it was */
            words: string;
            /** @enum {unknown} */
            severity: "info" | "warning" | "critical";
            /** Format: uuid */
            sessionId: string;
            sessionName: string;
            vehicle: {
                /** Format: uuid */
                id: string;
                name: string;
            } | null;
            channel: string | null;
            channelLabel: string | null;
            unit: string;
            value: number | null;
            peak: number | null;
            /** @description Starts, those within the cooldown included */
            count: number;
            /** @description Its reading came too late to tell anybody */
            historical: boolean;
            /** @description Second of the session */
            startedSeconds: number;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             */
            startedAt: string;
            endedAt: string | null;
            acknowledgedAt: string | null;
            snoozedUntil: string | null;
            browser: boolean;
        };
        AlertPage: {
            items: components["schemas"]["Alert"][];
            nextCursor: string | null;
        };
        SnoozeAlert: {
            /** @description The rule tells nobody about this car for so long; 0 ends it */
            seconds: number;
        };
        OutboxMessage: {
            /** Format: uuid */
            id: string;
            /** @enum {unknown} */
            kind: "mail" | "webhook";
            /**
             * @description `kept`: there is no mail server
             * @enum {unknown}
             */
            state: "waiting" | "sent" | "kept" | "failed";
            recipient: string;
            subject: string;
            text: string;
            count: number;
            attempts: number;
            error: string | null;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             */
            createdAt: string;
            nextAttemptAt: string | null;
            sentAt: string | null;
        };
        OutboxPage: {
            items: components["schemas"]["OutboxMessage"][];
            nextCursor: string | null;
        };
        Lap: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            sessionId: string;
            number: number;
            kind: "full" | "out" | "in" | "partial" | "stretch";
            valid: boolean;
            invalidReasons: string[];
            startSeconds: number;
            timeSeconds: number;
            timeSource: "source" | "crossing";
            distanceMetres: number | null;
            sectorSeconds: number[];
            fileBytes: number;
        };
        Channel: {
            name: string;
            sourceName: string;
            unit: string;
            rateHz: number | null;
            label: string;
        };
        LapInContext: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            sessionId: string;
            number: number;
            kind: "full" | "out" | "in" | "partial" | "stretch";
            valid: boolean;
            invalidReasons: string[];
            startSeconds: number;
            timeSeconds: number;
            timeSource: "source" | "crossing";
            distanceMetres: number | null;
            sectorSeconds: number[];
            fileBytes: number;
            session: {
                /** Format: uuid */
                id: string;
                name: string;
                startedAt: string | null;
                driver: string | null;
                vehicle: {
                    /** Format: uuid */
                    id: string;
                    name: string;
                } | null;
                track: {
                    /** Format: uuid */
                    id: string;
                    name: string;
                    /** Format: uuid */
                    layoutId: string;
                    layout: string | null;
                } | null;
            };
            /** @description This driver's fastest valid lap of the layout in this vehicle */
            personalBest: boolean;
        };
        Outline: {
            stepMetres: number;
            /** @description East of the origin */
            xMetres: number[];
            /** @description North of the origin */
            yMetres: number[];
            origin: {
                latitude: number;
                longitude: number;
            } | null;
            source: "gps" | "integrated";
        };
        Corner: {
            number: number;
            name: string | null;
            direction: "left" | "right";
            entryMetres: number;
            apexMetres: number;
            exitMetres: number;
            angleDegrees: number;
        };
        Layout: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            trackId: string;
            trackName: string;
            name: string | null;
            lengthMetres: number;
            sectorFractions: number[];
            outline: components["schemas"]["Outline"] | null;
            corners: components["schemas"]["Corner"][];
        };
        CornerPassage: {
            entrySpeedMps: number;
            minimumSpeedMps: number;
            minimumSpeedMetres: number;
            exitSpeedMps: number;
            brakeMetres: number | null;
            peakBrake: number | null;
            throttleMetres: number | null;
            fullThrottleMetres: number | null;
            gear: number | null;
            coastMetres: number | null;
        };
        Segment: {
            kind: "corner" | "straight";
            number: number;
            name: string | null;
            startMetres: number;
            endMetres: number;
            /** @description Time lost to the reference; negative is a gain */
            lossSeconds: number;
            passages: {
                reference: components["schemas"]["CornerPassage"];
                lap: components["schemas"]["CornerPassage"];
            } | null;
        };
        Finding: {
            kind: "corner" | "straight";
            number: number;
            startMetres: number;
            endMetres: number;
            lossSeconds: number;
            cause: string;
            amount: number | null;
            unit: string;
            text: string;
        };
        Comparison: {
            lap: components["schemas"]["LapInContext"];
            method: string;
            gapSeconds: number;
            residualSeconds: number;
            estimated: boolean;
            delta: {
                distanceMetres: number[];
                seconds: number[];
            };
            miniSectors: {
                startMetres: number;
                endMetres: number;
                lossSeconds: number;
            }[];
            segments: components["schemas"]["Segment"][];
            findings: components["schemas"]["Finding"][];
        };
        RefusedComparison: {
            lap: components["schemas"]["LapInContext"];
            refused: {
                reason: string;
                detail: string;
            };
        };
        Comparisons: {
            reference: components["schemas"]["LapInContext"];
            lengthMetres: number;
            corners: components["schemas"]["Corner"][];
            comparisons: (components["schemas"]["Comparison"] | components["schemas"]["RefusedComparison"])[];
        };
        DiagnosticPids: {
            /** Format: uuid */
            sessionId: string;
            achievedHz: number;
            pids: {
                pid: string;
                field: string | null;
                name: string;
                channel: string | null;
                value: number | string | null;
                unit: string;
                raw: string | null;
                ageSeconds: number | null;
                ecu: string;
            }[];
        };
        DiagnosticCodes: {
            /** Format: uuid */
            sessionId: string;
            vin: string | null;
            vinCheckDigitFits: boolean | null;
            milOn: boolean;
            stored: {
                code: string;
                ecu: string;
                text: string;
                system: "powertrain" | "chassis" | "body" | "network";
                origin: "standard" | "maker";
                /** @description False: the text tells only the area of the code */
                known: boolean;
            }[];
            pending: {
                code: string;
                ecu: string;
                text: string;
                system: "powertrain" | "chassis" | "body" | "network";
                origin: "standard" | "maker";
                /** @description False: the text tells only the area of the code */
                known: boolean;
            }[];
            /** @description Cannot be cleared; the car removes them itself */
            permanent: {
                code: string;
                ecu: string;
                text: string;
                system: "powertrain" | "chassis" | "body" | "network";
                origin: "standard" | "maker";
                /** @description False: the text tells only the area of the code */
                known: boolean;
            }[];
            freezeFrames: {
                code: string | null;
                ecu: string;
                values: {
                    pid: string;
                    field: string | null;
                    name: string;
                    channel: string | null;
                    value: number | string | null;
                    unit: string;
                    raw: string | null;
                    ageSeconds: number | null;
                    ecu: string;
                }[];
            }[];
            readiness: {
                ignition: "spark" | "compression";
                monitors: {
                    name: string;
                    supported: boolean;
                    complete: boolean;
                }[];
            } | null;
        };
        DiagnosticMonitors: {
            /** Format: uuid */
            sessionId: string;
            monitors: {
                monitor: string;
                test: string;
                ecu: string;
                value: number;
                least: number;
                most: number;
                unit: string;
                passed: boolean;
            }[];
        };
        DiagnosticVehicle: {
            /** Format: uuid */
            sessionId: string;
            vin: string | null;
            adapter: string | null;
            protocol: string | null;
            batteryVolts: number | null;
            ecus: {
                ecu: string;
                name: string | null;
                calibrationIds: string[];
                calibrationVerifications: string[];
            }[];
        };
        ClearCodes: {
            /** @description The VIN of the car, or the word CLEAR */
            confirm: string;
        };
        ClearedCodes: {
            /** Format: uuid */
            sessionId: string;
            cleared: {
                code: string;
                ecu: string;
                text: string;
                system: "powertrain" | "chassis" | "body" | "network";
                origin: "standard" | "maker";
                /** @description False: the text tells only the area of the code */
                known: boolean;
            }[];
        };
        DiagnosticLogEntry: {
            /** Format: uuid */
            id: string;
            sessionId: string | null;
            /** Format: uuid */
            actorId: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             */
            at: string;
            action: string;
            /** @description `asked`, `done`, or the code of an error */
            outcome: string;
            detail: string;
            vin: string | null;
            codesBefore: {
                code: string;
                ecu: string;
            }[];
        };
        DiagnosticLog: {
            items: components["schemas"]["DiagnosticLogEntry"][];
        };
        /** @description Laps, or a whole session */
        ExportRequest: {
            /** @enum {unknown} */
            format: "csv" | "parquet" | "ld" | "vbo" | "gpx" | "ibt";
            lapIds?: string[];
            /** Format: uuid */
            sessionId?: string;
            channels?: string[];
        };
        Health: {
            /** @enum {string} */
            status: "ok";
            version: string;
        };
        Readiness: {
            status: "ok" | "unavailable";
            checks: {
                database: "ok" | "failed";
                objects: "ok" | "failed";
            };
        };
        Import: {
            /** Format: uuid */
            id: string;
            fileName: string;
            fileBytes: number;
            state: "queued" | "reading" | "analysing" | "storing" | "done" | "failed";
            progress: number;
            sessionId: string | null;
            /** @description The same file was there already, as `sessionId` */
            duplicate: boolean;
            error: {
                code: string;
                detail: string;
            } | null;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             */
            createdAt: string;
            finishedAt: string | null;
        };
        ImportList: {
            items: components["schemas"]["Import"][];
        };
        /** @description Rows and columns are counted from 0 */
        CsvMapping: {
            /** @enum {unknown} */
            delimiter: "," | ";" | "\t" | "|" | " ";
            decimalComma: boolean;
            headerRow: number;
            unitRow: number | null;
            firstDataRow: number;
            timeColumn: number;
            /** @enum {unknown} */
            timeUnit: "s" | "ms" | "us" | "iso" | "hms";
            columns: {
                [key: string]: {
                    name: string;
                    unit: string;
                };
            };
        };
        ImportColumns: {
            certain: boolean;
            /** @description What could not be told; empty when certain */
            doubt: string;
            mapping: components["schemas"]["CsvMapping"];
            columns: {
                index: number;
                header: string;
                unit: string;
                suggestedName: string;
                samples: string[];
            }[];
        };
        LapDetail: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            sessionId: string;
            number: number;
            kind: "full" | "out" | "in" | "partial" | "stretch";
            valid: boolean;
            invalidReasons: string[];
            startSeconds: number;
            timeSeconds: number;
            timeSource: "source" | "crossing";
            distanceMetres: number | null;
            sectorSeconds: number[];
            fileBytes: number;
            session: {
                /** Format: uuid */
                id: string;
                name: string;
                startedAt: string | null;
                driver: string | null;
                vehicle: {
                    /** Format: uuid */
                    id: string;
                    name: string;
                } | null;
                track: {
                    /** Format: uuid */
                    id: string;
                    name: string;
                    /** Format: uuid */
                    layoutId: string;
                    layout: string | null;
                } | null;
            };
            /** @description This driver's fastest valid lap of the layout in this vehicle */
            personalBest: boolean;
            channels: components["schemas"]["Channel"][];
        };
        LapPage: {
            items: components["schemas"]["LapInContext"][];
            nextCursor: string | null;
        };
        LapColumns: {
            /** Format: uuid */
            lapId: string;
            columns: {
                name: string;
                unit: string;
                rateHz: number | null;
                /** @description Since the lap's start */
                timeSeconds: number[];
                values: (number | string | null)[];
            }[];
        };
        Samples: {
            /** Format: uuid */
            sessionId: string;
            live: boolean;
            newestAgeSeconds: number | null;
            /** @description Rows a second, as far as they could be given */
            rateHz: number;
            /** @description Seconds of the session */
            seconds: number[];
            columns: {
                /** @description As it was asked for */
                name: string;
                label: string;
                unit: string;
                present: boolean;
                values: ((number | string) | null)[];
            }[];
        };
        Session: {
            /** Format: uuid */
            id: string;
            name: string;
            startedAt: string | null;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             */
            importedAt: string;
            durationSeconds: number;
            format: string;
            formatVersion: number | null;
            fileName: string;
            fileBytes: number;
            driver: string | null;
            vehicle: {
                /** Format: uuid */
                id: string;
                name: string;
            } | null;
            track: {
                /** Format: uuid */
                id: string;
                name: string;
                /** Format: uuid */
                layoutId: string;
                layout: string | null;
            } | null;
            lapCount: number;
            validLapCount: number;
            bestLap: {
                /** Format: uuid */
                id: string;
                number: number;
                timeSeconds: number;
            } | null;
            demo: boolean;
            notes: string;
            /** @description `live` while it is being driven */
            state: "live" | "done";
            referenceLapId: string | null;
        };
        TheoreticalBest: {
            /** @enum {boolean} */
            driven: false;
            bySector: {
                timeSeconds: number;
                contributingLaps: number;
                pieces: {
                    lapNumber: number;
                    seconds: number;
                }[];
            } | null;
            byMiniSector: {
                timeSeconds: number;
                contributingLaps: number;
                pieces: {
                    lapNumber: number;
                    seconds: number;
                }[];
            } | null;
        };
        Consistency: {
            lapTimeStandardDeviationSeconds: number;
            laps: number;
            corners: {
                number: number;
                timeStandardDeviationSeconds: number | null;
                brakeStandardDeviationMetres: number | null;
                minimumSpeedStandardDeviationMps: number | null;
            }[];
        };
        SessionDetail: {
            /** Format: uuid */
            id: string;
            name: string;
            startedAt: string | null;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             */
            importedAt: string;
            durationSeconds: number;
            format: string;
            formatVersion: number | null;
            fileName: string;
            fileBytes: number;
            driver: string | null;
            vehicle: {
                /** Format: uuid */
                id: string;
                name: string;
            } | null;
            track: {
                /** Format: uuid */
                id: string;
                name: string;
                /** Format: uuid */
                layoutId: string;
                layout: string | null;
            } | null;
            lapCount: number;
            validLapCount: number;
            bestLap: {
                /** Format: uuid */
                id: string;
                number: number;
                timeSeconds: number;
            } | null;
            demo: boolean;
            notes: string;
            /** @description `live` while it is being driven */
            state: "live" | "done";
            referenceLapId: string | null;
            laps: components["schemas"]["Lap"][];
            channels: components["schemas"]["Channel"][];
            layout: components["schemas"]["Layout"] | null;
            theoreticalBest: components["schemas"]["TheoreticalBest"] | null;
            consistency: components["schemas"]["Consistency"] | null;
            report: {
                rowsTotal: number;
                rowsKept: number;
                reasons: {
                    [key: string]: number;
                };
                warnings: string[];
            };
            analysisVersion: number;
            lapSplitMethod: string;
        };
        SessionPage: {
            items: components["schemas"]["Session"][];
            nextCursor: string | null;
        };
        EditSession: {
            name?: string;
            driver?: string | null;
            notes?: string;
            vehicleName?: string | null;
            trackName?: string;
            layoutName?: string | null;
            referenceLapId?: string | null;
        };
        /** @description All that is known of a session; its files are named by their hashes */
        SyncManifest: {
            /** @enum {number} */
            version: 1;
            session: {
                /** Format: uuid */
                id: string;
                name: string;
                startedAt: string | null;
                /**
                 * Format: date-time
                 * @description ISO 8601, UTC
                 */
                importedAt: string;
                durationSeconds: number;
                format: string;
                formatVersion: number | null;
                fileName: string;
                fileBytes: number;
                contentHash: string;
                mapping: unknown;
                driver: string | null;
                lapCount: number;
                validLapCount: number;
                bestLap: {
                    /** Format: uuid */
                    id: string;
                    number: number;
                    timeSeconds: number;
                } | null;
                notes: string;
                edited: {
                    [key: string]: true;
                };
                channels: unknown[];
                theoreticalBest: unknown;
                consistency: unknown;
                report: unknown;
                analysisVersion: number;
                lapSplitMethod: string;
                state: "live" | "done";
            };
            vehicleName: string | null;
            layout: {
                trackName: string;
                name: string | null;
                lengthMetres: number;
                sectorFractions: number[];
                gates: unknown[];
                outline: {
                    stepMetres: number;
                    xMetres: number[];
                    yMetres: number[];
                    origin: {
                        latitude: number;
                        longitude: number;
                    } | null;
                    source: "gps" | "integrated";
                } | null;
                corners: {
                    number: number;
                    name: string | null;
                    direction: "left" | "right";
                    entryMetres: number;
                    apexMetres: number;
                    exitMetres: number;
                    angleDegrees: number;
                }[];
                analysisVersion: number;
            } | null;
            laps: {
                /** Format: uuid */
                id: string;
                number: number;
                kind: ("full" | "out" | "in" | "partial" | "stretch") | "stretch";
                valid: boolean;
                invalidReasons: string[];
                startSeconds: number;
                endSeconds: number;
                timeSeconds: number;
                timeSource: string;
                distanceMetres: number | null;
                sectorSeconds: number[];
                fileBytes: number;
            }[];
            objects: {
                kind: "lap" | "recording" | "companion";
                lapId: string | null;
                bytes: number;
                sha256: string;
            }[];
            /** @description The sender has removed samples; the ones held here stay */
            samplesRemoved: boolean;
        };
        SyncAnswer: {
            state: "wanted" | "complete" | "duplicate";
            /** @description For a duplicate, the session that holds the recording */
            sessionId: string;
            manifestHash: string;
            needed: {
                sha256: string;
                bytes: number;
                /** @description What is there already; go on here */
                offset: number;
            }[];
        };
        SyncObjectState: {
            bytes: number;
            offset: number;
            proven: boolean;
        };
        CompleteSync: {
            manifestHash: string;
        };
        SyncDigest: {
            /** Format: uuid */
            sessionId: string;
            /** @description Over rows and files; equal on both sides */
            digest: string;
            /** @description Over rows alone, where samples were removed */
            rowsDigest: string;
            laps: number;
            objects: number;
            bytes: number;
        };
        SyncItem: {
            /** Format: uuid */
            sessionId: string;
            name: string;
            state: "waiting" | "sending" | "sent" | "failed" | "duplicate";
            live: boolean;
            totalBytes: number;
            sentBytes: number;
            attempts: number;
            error: {
                code: string;
                detail: string;
            } | null;
            sentAt: string | null;
            digest: string | null;
        };
        Sync: {
            state: "off" | "idle" | "sending" | "waiting";
            upstream: string | null;
            waitingSessions: number;
            sentSessions: number;
            receivedSessions: number;
            bytesPerSecond: number;
            limitBytesPerSecond: number;
            lastSuccessAt: string | null;
            lastError: {
                code: string;
                detail: string;
                /**
                 * Format: date-time
                 * @description ISO 8601, UTC
                 */
                at: string;
            } | null;
            nextTryAt: string | null;
            /** @description Not yet sent ones first */
            items: components["schemas"]["SyncItem"][];
        };
        Track: {
            /** Format: uuid */
            id: string;
            name: string;
            layouts: {
                /** Format: uuid */
                id: string;
                name: string | null;
                lengthMetres: number;
                /** @description Valid laps */
                lapCount: number;
                bestLap: {
                    /** Format: uuid */
                    id: string;
                    /** Format: uuid */
                    sessionId: string;
                    number: number;
                    timeSeconds: number;
                    driver: string | null;
                } | null;
                outline: components["schemas"]["Outline"] | null;
            }[];
        };
        TrackList: {
            items: components["schemas"]["Track"][];
        };
        /** @description Frames of one stream, as JSON or CBOR; the messages of /ws/ingest */
        IngestBatch: {
            /** Format: uuid */
            streamId: string;
            description?: unknown;
            frames?: unknown[];
            /** @description Frames that will never come */
            gaps?: {
                seq: number;
                to: number;
                /** @enum {unknown} */
                reason: "dropped" | "lost" | "quarantined";
            }[];
            /** @description The last seq there is */
            end?: number;
        };
        IngestReceipt: {
            /** @description Everything up to it is durable */
            seq: number;
            duplicates: number;
            sessionId: string | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
        };
    };
    listAlertRules: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertRulePage"];
                };
            };
            /** @description RFC 9457 problem details */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RFC 9457 problem details */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createAlertRule: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    condition: {
                        /** @enum {unknown} */
                        kind: "above" | "below" | "equal";
                        /** @description Canonical name, or the source’s own */
                        channel: string;
                        /** @description In the channel’s unit */
                        threshold: number;
                        /** @description How far the value must come back before the alert ends; 0 if absent */
                        hysteresis?: number;
                    } | {
                        /** @enum {string} */
                        kind: "outside";
                        /** @description Canonical name, or the source’s own */
                        channel: string;
                        /** @description In the channel’s unit */
                        low: number;
                        /** @description In the channel’s unit */
                        high: number;
                        /** @description How far the value must come back before the alert ends; 0 if absent */
                        hysteresis?: number;
                    } | {
                        /** @enum {string} */
                        kind: "rate";
                        /** @description Canonical name, or the source’s own */
                        channel: string;
                        /** @enum {unknown} */
                        direction: "rising" | "falling" | "either";
                        /** @description In the channel’s unit per second */
                        threshold: number;
                        windowSeconds: number;
                        /** @description How far the value must come back before the alert ends; 0 if absent */
                        hysteresis?: number;
                    } | {
                        /** @enum {string} */
                        kind: "no-data";
                        /** @description null: no data at all */
                        channel: string | null;
                        seconds: number;
                    } | {
                        /** @enum {unknown} */
                        kind: "all" | "any";
                        tests: ({
                            /** @enum {unknown} */
                            kind: "above" | "below" | "equal";
                            /** @description Canonical name, or the source’s own */
                            channel: string;
                            /** @description In the channel’s unit */
                            threshold: number;
                            /** @description How far the value must come back before the alert ends; 0 if absent */
                            hysteresis?: number;
                        } | {
                            /** @enum {string} */
                            kind: "outside";
                            /** @description Canonical name, or the source’s own */
                            channel: string;
                            /** @description In the channel’s unit */
                            low: number;
                            /** @description In the channel’s unit */
                            high: number;
                            /** @description How far the value must come back before the alert ends; 0 if absent */
                            hysteresis?: number;
                        } | {
                            /** @enum {string} */
                            kind: "rate";
                            /** @description Canonical name, or the source’s own */
                            channel: string;
                            /** @enum {unknown} */
                            direction: "rising" | "falling" | "either";
                            /** @description In the channel’s unit per second */
                            threshold: number;
                            windowSeconds: number;
                            /** @description How far the value must come back before the alert ends; 0 if absent */
                            hysteresis?: number;
                        } | {
                            /** @enum {string} */
                            kind: "no-data";
                            /** @description null: no data at all */
                            channel: string | null;
                            seconds: number;
                        })[];
                    };
                    /** @enum {unknown} */
                    severity?: "info" | "warning" | "critical";
                    enabled?: boolean;
                    vehicleId?: string | null;
                    sessionId?: string | null;
                    minimumSeconds?: number;
                    cooldownSeconds?: number;
                    hours?: {
                        /** @description As `Europe/Berlin` */
                        timeZone: string;
                        /** @description 1 is Monday */
                        days: number[];
                        /** @description HH:MM */
                        from: string;
                        /** @description HH:MM */
                        to: string;
                    } | null;
                    /** @description Whether mails are sent */
                    mail?: boolean;
                    /** @description Empty: the addresses of ALERT_MAIL_TO */
                    mailTo?: string[];
                    webhookUrl?: string | null;
                    /** @description Whether open pages show a notification */
                    browser?: boolean;
                };
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertRule"];
                };
            };
            /** @description RFC 9457 problem details */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RFC 9457 problem details */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteAlertRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description RFC 9457 problem details */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RFC 9457 problem details */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    editAlertRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string;
                    condition?: {
                        /** @enum {unknown} */
                        kind: "above" | "below" | "equal";
                        /** @description Canonical name, or the source’s own */
                        channel: string;
                        /** @description In the channel’s unit */
                        threshold: number;
                        /** @description How far the value must come back before the alert ends; 0 if absent */
                        hysteresis?: number;
                    } | {
                        /** @enum {string} */
                        kind: "outside";
                        /** @description Canonical name, or the source’s own */
                        channel: string;
                        /** @description In the channel’s unit */
                        low: number;
                        /** @description In the channel’s unit */
                        high: number;
                        /** @description How far the value must come back before the alert ends; 0 if absent */
                        hysteresis?: number;
                    } | {
                        /** @enum {string} */
                        kind: "rate";
                        /** @description Canonical name, or the source’s own */
                        channel: string;
                        /** @enum {unknown} */
                        direction: "rising" | "falling" | "either";
                        /** @description In the channel’s unit per second */
                        threshold: number;
                        windowSeconds: number;
                        /** @description How far the value must come back before the alert ends; 0 if absent */
                        hysteresis?: number;
                    } | {
                        /** @enum {string} */
                        kind: "no-data";
                        /** @description null: no data at all */
                        channel: string | null;
                        seconds: number;
                    } | {
                        /** @enum {unknown} */
                        kind: "all" | "any";
                        tests: ({
                            /** @enum {unknown} */
                            kind: "above" | "below" | "equal";
                            /** @description Canonical name, or the source’s own */
                            channel: string;
                            /** @description In the channel’s unit */
                            threshold: number;
                            /** @description How far the value must come back before the alert ends; 0 if absent */
                            hysteresis?: number;
                        } | {
                            /** @enum {string} */
                            kind: "outside";
                            /** @description Canonical name, or the source’s own */
                            channel: string;
                            /** @description In the channel’s unit */
                            low: number;
                            /** @description In the channel’s unit */
                            high: number;
                            /** @description How far the value must come back before the alert ends; 0 if absent */
                            hysteresis?: number;
                        } | {
                            /** @enum {string} */
                            kind: "rate";
                            /** @description Canonical name, or the source’s own */
                            channel: string;
                            /** @enum {unknown} */
                            direction: "rising" | "falling" | "either";
                            /** @description In the channel’s unit per second */
                            threshold: number;
                            windowSeconds: number;
                            /** @description How far the value must come back before the alert ends; 0 if absent */
                            hysteresis?: number;
                        } | {
                            /** @enum {string} */
                            kind: "no-data";
                            /** @description null: no data at all */
                            channel: string | null;
                            seconds: number;
                        })[];
                    };
                    /** @enum {unknown} */
                    severity?: "info" | "warning" | "critical";
                    enabled?: boolean;
                    vehicleId?: string | null;
                    sessionId?: string | null;
                    minimumSeconds?: number;
                    cooldownSeconds?: number;
                    hours?: {
                        /** @description As `Europe/Berlin` */
                        timeZone: string;
                        /** @description 1 is Monday */
                        days: number[];
                        /** @description HH:MM */
                        from: string;
                        /** @description HH:MM */
                        to: string;
                    } | null;
                    /** @description Whether mails are sent */
                    mail?: boolean;
                    /** @description Empty: the addresses of ALERT_MAIL_TO */
                    mailTo?: string[];
                    webhookUrl?: string | null;
                    /** @description Whether open pages show a notification */
                    browser?: boolean;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertRule"];
                };
            };
            /** @description RFC 9457 problem details */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RFC 9457 problem details */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listAlerts: {
        parameters: {
            query?: {
                session?: string;
                vehicle?: string;
                rule?: string;
                /** @description Absent: all of them */
                state?: "running" | "unacknowledged";
                /** @description `nextCursor` of the page before */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertPage"];
                };
            };
            /** @description RFC 9457 problem details */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RFC 9457 problem details */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    acknowledgeAlert: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alert"];
                };
            };
            /** @description RFC 9457 problem details */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RFC 9457 problem details */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    snoozeAlert: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The rule tells nobody about this car for so long; 0 ends it */
                    seconds: number;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alert"];
                };
            };
            /** @description RFC 9457 problem details */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RFC 9457 problem details */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listOutbox: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OutboxPage"];
                };
            };
            /** @description RFC 9457 problem details */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RFC 9457 problem details */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retryOutboxMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OutboxMessage"];
                };
            };
            /** @description RFC 9457 problem details */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RFC 9457 problem details */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ingest: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Frames of one stream, as JSON or CBOR; the messages of /ws/ingest */
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uuid */
                    streamId: string;
                    description?: unknown;
                    frames?: unknown[];
                    /** @description Frames that will never come */
                    gaps?: {
                        seq: number;
                        to: number;
                        /** @enum {unknown} */
                        reason: "dropped" | "lost" | "quarantined";
                    }[];
                    /** @description The last seq there is */
                    end?: number;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IngestReceipt"];
                };
            };
            /** @description RFC 9457 problem details */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RFC 9457 problem details */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    importSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    file: string[];
                };
            };
        };
        responses: {
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportList"];
                };
            };
            /** @description RFC 9457 problem details */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RFC 9457 problem details */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listImports: {
        parameters: {
            query?: {
                state?: "active" | "all";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportList"];
                };
            };
            /** @description RFC 9457 problem details */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RFC 9457 problem details */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getImport: {
        parameters: {
            query?: {
                waitSeconds?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description RFC 9457 problem details */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RFC 9457 problem details */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteImport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description RFC 9457 problem details */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RFC 9457 problem details */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getImportColumns: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportColumns"];
                };
            };
            /** @description RFC 9457 problem details */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RFC 9457 problem details */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    mapImport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        /** @description Rows and columns are counted from 0 */
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {unknown} */
                    delimiter: "," | ";" | "\t" | "|" | " ";
                    decimalComma: boolean;
                    headerRow: number;
                    unitRow: number | null;
                    firstDataRow: number;
                    timeColumn: number;
                    /** @enum {unknown} */
                    timeUnit: "s" | "ms" | "us" | "iso" | "hms";
                    columns: {
                        [key: string]: {
                            name: string;
                            unit: string;
                        };
                    };
                };
            };
        };
        responses: {
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description RFC 9457 problem details */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RFC 9457 problem details */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSessions: {
        parameters: {
            query?: {
                track?: string;
                layout?: string;
                vehicle?: string;
                driver?: string;
                /** @description ISO 8601, UTC */
                from?: string;
                /** @description ISO 8601, UTC */
                to?: string;
                /** @description `live` while it is being driven */
                state?: "live" | "done";
                /** @description Words, or their beginnings, of name, driver, vehicle, track or file name */
                q?: string;
                /** @description `nextCursor` of the page before */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionPage"];
                };
            };
            /** @description RFC 9457 problem details */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RFC 9457 problem details */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionDetail"];
                };
            };
            /** @description RFC 9457 problem details */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RFC 9457 problem details */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description RFC 9457 problem details */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RFC 9457 problem details */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    editSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string;
                    driver?: string | null;
                    notes?: string;
                    vehicleName?: string | null;
                    trackName?: string;
                    layoutName?: string | null;
                    referenceLapId?: string | null;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description RFC 9457 problem details */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RFC 9457 problem details */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRecentSamples: {
        parameters: {
            query?: {
                seconds?: number;
                /** @description Names, separated by commas; absent: all */
                channels?: string;
                /** @description Rows a second; spans over twenty minutes have one at most */
                rateHz?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Samples"];
                };
            };
            /** @description RFC 9457 problem details */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RFC 9457 problem details */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSamples: {
        parameters: {
            query?: {
                /** @description Seconds of the session */
                from?: number;
                /** @description Seconds of the session */
                to?: number;
                /** @description Names, separated by commas; absent: all */
                channels?: string;
                /** @description Rows a second; spans over twenty minutes have one at most */
                rateHz?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Samples"];
                };
            };
            /** @description RFC 9457 problem details */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RFC 9457 problem details */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listLaps: {
        parameters: {
            query?: {
                session?: string;
                layout?: string;
                vehicle?: string;
                driver?: string;
                valid?: boolean;
                kind?: "full" | "out" | "in" | "partial" | "stretch";
                /** @description ISO 8601, UTC */
                from?: string;
                /** @description ISO 8601, UTC */
                to?: string;
                /** @description `nextCursor` of the page before */
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LapPage"];
                };
            };
            /** @description RFC 9457 problem details */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RFC 9457 problem details */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getLap: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LapDetail"];
                };
            };
            /** @description RFC 9457 problem details */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RFC 9457 problem details */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getLapFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The whole file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.apache.parquet": string;
                };
            };
            /** @description The bytes asked for by Range */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.apache.parquet": string;
                };
            };
        };
    };
    getLapData: {
        parameters: {
            query: {
                /** @description Channel names, separated by commas */
                channels: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LapColumns"];
                };
            };
            /** @description RFC 9457 problem details */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RFC 9457 problem details */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listTracks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrackList"];
                };
            };
            /** @description RFC 9457 problem details */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RFC 9457 problem details */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getLayout: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Layout"];
                };
            };
            /** @description RFC 9457 problem details */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RFC 9457 problem details */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    compareLaps: {
        parameters: {
            query: {
                reference: string;
                /** @description Lap ids, separated by commas */
                laps: string;
                gridMetres?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Comparisons"];
                };
            };
            /** @description RFC 9457 problem details */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RFC 9457 problem details */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exportLaps: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Laps, or a whole session */
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {unknown} */
                    format: "csv" | "parquet" | "ld" | "vbo" | "gpx" | "ibt";
                    lapIds?: string[];
                    /** Format: uuid */
                    sessionId?: string;
                    channels?: string[];
                };
            };
        };
        responses: {
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
        };
    };
    getDiagnosticPids: {
        parameters: {
            query?: {
                /** @description Left out: the car that went live last */
                session?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DiagnosticPids"];
                };
            };
            /** @description RFC 9457 problem details */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RFC 9457 problem details */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDiagnosticCodes: {
        parameters: {
            query?: {
                /** @description Left out: the car that went live last */
                session?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DiagnosticCodes"];
                };
            };
            /** @description RFC 9457 problem details */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RFC 9457 problem details */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDiagnosticMonitors: {
        parameters: {
            query?: {
                /** @description Left out: the car that went live last */
                session?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DiagnosticMonitors"];
                };
            };
            /** @description RFC 9457 problem details */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RFC 9457 problem details */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDiagnosticVehicle: {
        parameters: {
            query?: {
                /** @description Left out: the car that went live last */
                session?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DiagnosticVehicle"];
                };
            };
            /** @description RFC 9457 problem details */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RFC 9457 problem details */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    clearDiagnosticCodes: {
        parameters: {
            query?: {
                /** @description Left out: the car that went live last */
                session?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The VIN of the car, or the word CLEAR */
                    confirm: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClearedCodes"];
                };
            };
            /** @description RFC 9457 problem details */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RFC 9457 problem details */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDiagnosticLog: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DiagnosticLog"];
                };
            };
            /** @description RFC 9457 problem details */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RFC 9457 problem details */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSync: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sync"];
                };
            };
            /** @description RFC 9457 problem details */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RFC 9457 problem details */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retrySync: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description RFC 9457 problem details */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RFC 9457 problem details */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    announceSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description All that is known of a session; its files are named by their hashes */
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {number} */
                    version: 1;
                    session: {
                        /** Format: uuid */
                        id: string;
                        name: string;
                        startedAt: string | null;
                        /**
                         * Format: date-time
                         * @description ISO 8601, UTC
                         */
                        importedAt: string;
                        durationSeconds: number;
                        format: string;
                        formatVersion: number | null;
                        fileName: string;
                        fileBytes: number;
                        contentHash: string;
                        mapping: unknown;
                        driver: string | null;
                        lapCount: number;
                        validLapCount: number;
                        bestLap: {
                            /** Format: uuid */
                            id: string;
                            number: number;
                            timeSeconds: number;
                        } | null;
                        notes: string;
                        edited: {
                            [key: string]: true;
                        };
                        channels: unknown[];
                        theoreticalBest: unknown;
                        consistency: unknown;
                        report: unknown;
                        analysisVersion: number;
                        lapSplitMethod: string;
                        state: "live" | "done";
                    };
                    vehicleName: string | null;
                    layout: {
                        trackName: string;
                        name: string | null;
                        lengthMetres: number;
                        sectorFractions: number[];
                        gates: unknown[];
                        outline: {
                            stepMetres: number;
                            xMetres: number[];
                            yMetres: number[];
                            origin: {
                                latitude: number;
                                longitude: number;
                            } | null;
                            source: "gps" | "integrated";
                        } | null;
                        corners: {
                            number: number;
                            name: string | null;
                            direction: "left" | "right";
                            entryMetres: number;
                            apexMetres: number;
                            exitMetres: number;
                            angleDegrees: number;
                        }[];
                        analysisVersion: number;
                    } | null;
                    laps: {
                        /** Format: uuid */
                        id: string;
                        number: number;
                        kind: ("full" | "out" | "in" | "partial" | "stretch") | "stretch";
                        valid: boolean;
                        invalidReasons: string[];
                        startSeconds: number;
                        endSeconds: number;
                        timeSeconds: number;
                        timeSource: string;
                        distanceMetres: number | null;
                        sectorSeconds: number[];
                        fileBytes: number;
                    }[];
                    objects: {
                        kind: "lap" | "recording" | "companion";
                        lapId: string | null;
                        bytes: number;
                        sha256: string;
                    }[];
                    /** @description The sender has removed samples; the ones held here stay */
                    samplesRemoved: boolean;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SyncAnswer"];
                };
            };
            /** @description RFC 9457 problem details */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RFC 9457 problem details */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSyncObject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                sha256: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SyncObjectState"];
                };
            };
            /** @description RFC 9457 problem details */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RFC 9457 problem details */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putSyncObject: {
        parameters: {
            query?: never;
            header?: {
                "content-range"?: string;
            };
            path: {
                sha256: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SyncObjectState"];
                };
            };
            /** @description RFC 9457 problem details */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RFC 9457 problem details */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    completeSync: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    manifestHash: string;
                };
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SyncDigest"];
                };
            };
            /** @description RFC 9457 problem details */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RFC 9457 problem details */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSyncDigest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SyncDigest"];
                };
            };
            /** @description RFC 9457 problem details */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description RFC 9457 problem details */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
