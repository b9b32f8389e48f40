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
}
