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
        /** Whether the server can do its work, by what it depends on */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/ticket": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs in with the one-time ticket that the server printed at its start */
        post: operations["signInByTicket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/socket-tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A one-time ticket for a WebSocket */
        post: operations["createSocketTicket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** API keys of who is signed in */
        get: operations["listApiKeys"];
        put?: never;
        /** Makes an API key, whose secret is shown this once */
        post: operations["createApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revokes an API key */
        delete: operations["deleteApiKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** New tokens for a refresh token, which is used up */
        post: operations["refreshTokens"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends this login session and all of its tokens */
        post: operations["logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/device/code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begins the sign-in of a program: a code that a person types on /device */
        post: operations["startDeviceLogin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/device/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tokens once the person approved; until then `authorization_pending`, or `slow_down` */
        post: operations["finishDeviceLogin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/device/{userCode}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which program shows this code; from now on only who asked may answer it */
        get: operations["getDevice"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/device/{userCode}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs the program in as who approves */
        post: operations["approveDevice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/device/{userCode}/deny": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Turns the program away */
        post: operations["denyDevice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions/{id}/shares": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Links that show this session to whoever has them */
        get: operations["listShares"];
        put?: never;
        /** Makes a link that shows this one session, and nothing else, until it expires */
        post: operations["createShare"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions/{id}/shares/{shareId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revokes a link; whoever opened it sees nothing more */
        delete: operations["deleteShare"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/share": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Opens a share link */
        post: operations["openShare"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/signup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes an account; answers the same where the address has one already */
        post: operations["signUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/verify-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Confirms an e-mail address with the token of the mailed link */
        post: operations["verifyEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/verify-email/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mails the link again, should it be wanted there */
        post: operations["resendVerification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs in with e-mail address and password */
        post: operations["login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs in by the password grant of OAuth 2 */
        post: operations["createToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How one gets in here */
        get: operations["getSignInOptions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/forgot": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mails a link to choose a new password, should there be an account */
        post: operations["forgotPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sets a new password with the token of the mailed link; ends all login sessions */
        post: operations["resetPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is signed in */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes name, picture and preferences of who is signed in */
        patch: operations["editMe"];
        trace?: never;
    };
    "/auth/user": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is signed in */
        get: operations["getSignedInUser"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The public keys of access tokens (RFC 7517) */
        get: operations["listSigningKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Changes the password; ends all other login sessions */
        post: operations["changePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Changes the e-mail address, once the link mailed to the new one is opened */
        post: operations["changeEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives the local owner a name, an address and a password, once */
        post: operations["claimOwner"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Shows the password again, for what wants it shown in the last ten minutes */
        post: operations["showPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/login-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where one is signed in, used last first */
        get: operations["listLoginSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/login-sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Signs one device out */
        delete: operations["deleteLoginSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/login-sessions/revoke-others": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs all other devices out */
        post: operations["revokeOtherLoginSessions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Accounts, newest first */
        get: operations["listAccounts"];
        put?: never;
        /** Makes an account (owners), or invites to a team by mail (admins of the team) */
        post: operations["createUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An account */
        get: operations["getAccount"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Gives an account another role on the platform */
        patch: operations["editAccount"];
        trace?: never;
    };
    "/api/users/{id}/lock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Locks an account: its login sessions end at once, and it cannot sign in */
        put: operations["lockAccount"];
        post?: never;
        /** Takes the lock off an account */
        delete: operations["unlockAccount"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{id}/impersonate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Acts as a person who allowed it, for an hour at most */
        post: operations["impersonate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/impersonation/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends acting as somebody; this browser is the owner’s again */
        post: operations["endImpersonation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends a sign-in that waits for its second factor, by a code */
        post: operations["showSecondFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/second-factor/send": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends the code of a sign-in that waits for its second factor */
        post: operations["sendSecondFactorCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/second-factor/passkey/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What the browser asks a passkey for, as the second factor of a sign-in */
        post: operations["startPasskeyFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/second-factor/passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends a sign-in that waits for its second factor, by a passkey */
        post: operations["showPasskeyFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/passkey/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What the browser asks a passkey for, to sign in by it alone */
        post: operations["startPasskeySignIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/passkey/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs in by a passkey */
        post: operations["signInByPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/magic-link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mails a link to sign in by; the answer is the same where nobody has the address */
        post: operations["requestMagicLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/magic-link/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs in by the token of a mailed link; opening the page of the link uses nothing up */
        post: operations["signInByMagicLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** With which accounts elsewhere one may sign in */
        get: operations["listSignInProviders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/social": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begins to sign in with an account elsewhere */
        post: operations["startSocialSignIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/callback/{provider}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where a provider sends the browser back to */
        get: operations["finishSocialSignIn"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/google": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs in with an ID token of Google */
        post: operations["signInByGoogle"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/sso": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begins to sign in with the identity provider of one’s mail address */
        post: operations["startSso"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/sso/callback/{providerId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where an OpenID Connect provider of a team sends the browser back to */
        get: operations["finishOidc"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/sso/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Ends a SAML sign-in in the browser that began it */
        get: operations["finishSaml"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/saml/{providerId}/metadata": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a SAML identity provider wants to know of us */
        get: operations["getSamlMetadata"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/saml/{providerId}/acs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Where a SAML identity provider posts its answer to */
        post: operations["takeSamlResponse"];
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
    "/api/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was done by whom, newest first */
        get: operations["listAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The entries that match, as a file */
        get: operations["exportAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reads the whole log and says whether it is as it was written */
        get: operations["verifyAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/teams/{id}/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was done in a team, newest first */
        get: operations["listTeamAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/teams/{id}/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The entries of a team that match, as a file */
        get: operations["exportTeamAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/backups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Backups that were made and tried, newest first, and when the next ones are */
        get: operations["listBackups"];
        put?: never;
        /** Begins a backup at the configured place; its progress is in the list */
        post: operations["createBackup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/privacy/exports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was gathered, newest first */
        get: operations["listDataExports"];
        put?: never;
        /** Begins to gather everything about who is signed in, as one .zip */
        post: operations["createDataExport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/privacy/exports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far it is */
        get: operations["getDataExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/privacy/exports/{id}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The .zip, for a week */
        get: operations["getDataExportFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/privacy/deletion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What deleting this account would remove, and whether it is asked for */
        get: operations["previewDeletion"];
        put?: never;
        /** Asks for the removal of this account; it happens after a time of grace */
        post: operations["askForDeletion"];
        /** Keeps the account after all */
        delete: operations["cancelDeletion"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/privacy/texts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The words that people agree to */
        get: operations["listConsentTexts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/privacy/consents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was agreed to, newest first */
        get: operations["listConsents"];
        put?: never;
        /** Agrees to a text as it is now */
        post: operations["giveConsent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/privacy/support-access": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lets an owner of the platform act as this person for some hours */
        post: operations["grantSupportAccess"];
        /** Takes that back; who acts as this person is thrown out */
        delete: operations["withdrawSupportAccess"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/teams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Teams of who is signed in */
        get: operations["listTeams"];
        put?: never;
        /** Founds a team, with its founder as admin */
        post: operations["createTeam"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/teams/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A team and its settings */
        get: operations["getTeam"];
        put?: never;
        post?: never;
        /** Ends a team, or says what that would do; nobody’s recordings go */
        delete: operations["deleteTeam"];
        options?: never;
        head?: never;
        /** Changes name and settings of a team */
        patch: operations["editTeam"];
        trace?: never;
    };
    "/api/teams/{id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Members of a team */
        get: operations["listMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/teams/{id}/members/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Puts a member out of the team; their sessions go with them */
        delete: operations["removeMember"];
        options?: never;
        head?: never;
        /** Changes the role of a member */
        patch: operations["editMember"];
        trace?: never;
    };
    "/api/teams/{id}/leave": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Leaves a team; one’s own sessions go with one */
        post: operations["leaveTeam"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/teams/{id}/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Invitations of a team, newest first */
        get: operations["listInvitations"];
        put?: never;
        /** Invites by mail, or makes a link that lets one account in */
        post: operations["createInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/teams/{id}/invitations/{invitationId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Takes an invitation back */
        delete: operations["revokeInvitation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invitations/show": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What an invitation is for */
        post: operations["showInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invitations/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Joins the team of an invitation */
        post: operations["acceptInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/teams/{id}/sso": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The identity provider of a team */
        get: operations["getTeamSso"];
        /** Registers the identity provider of a team in place of the one before */
        put: operations["setTeamSso"];
        post?: never;
        /** Ends signing in with the identity provider of a team; its members stay */
        delete: operations["deleteTeamSso"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/teams/{id}/sso/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Looks for the DNS record that proves the domain */
        post: operations["proveTeamSsoDomain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/teams/{id}/sso/confirmation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes the domain for proven without a DNS record, on the word of an owner */
        post: operations["confirmTeamSsoDomain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/second-factors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which second factors are set up */
        get: operations["getSecondFactors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/second-factors/totp/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A new secret for an authenticator app; it counts once a code was confirmed */
        post: operations["startTotp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/second-factors/totp/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Turns the authenticator app on, by a code of it */
        post: operations["confirmTotp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/second-factors/code/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends a code to the e-mail address or to a phone, to turn this channel on */
        post: operations["startCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/second-factors/code/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Turns codes by mail or phone on, by the code that was sent */
        post: operations["confirmCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/second-factors/code/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends no more codes by mail, or to the phone */
        post: operations["removeCodeChannel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/second-factors/passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks for a passkey wherever one signs in otherwise */
        post: operations["enablePasskeyFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/second-factors/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Turns all second factors off; passkeys stay as a way in */
        post: operations["disableSecondFactors"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/second-factors/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** New recovery codes; the older ones end */
        post: operations["renewRecoveryCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/second-factors/challenge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A challenge for who is signed in by one factor; POST /auth/second-factor ends it */
        post: operations["startStepUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/second-factors/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Browsers that are asked for no second factor */
        get: operations["listRememberedDevices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/second-factors/devices/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Asks this browser for a second factor again */
        delete: operations["forgetDevice"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/passkeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Passkeys of who is signed in */
        get: operations["listPasskeys"];
        put?: never;
        /** Keeps a new passkey */
        post: operations["createPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/passkeys/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What the browser makes a new passkey from */
        post: operations["startPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/passkeys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Forgets a passkey */
        delete: operations["deletePasskey"];
        options?: never;
        head?: never;
        /** Gives a passkey another name */
        patch: operations["renamePasskey"];
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
            /** @description With `second_factor_required`: what the second factor is sent with */
            challenge?: string;
            methods?: string[];
            /** @description With `too_many_requests` and what else ends soon */
            retryAfterSeconds?: number;
            reason?: string | null;
            until?: string | null;
        };
        Preferences: {
            /** @enum {unknown} */
            speed?: "km/h" | "mph";
            /** @enum {unknown} */
            temperature?: "°C" | "°F";
            /** @enum {unknown} */
            theme?: "dark" | "light" | "system";
        };
        User: {
            /** Format: uuid */
            id: string;
            name: string;
            email: string | null;
            emailVerified: boolean;
            image: string | null;
            roles: ("driver" | "moderator" | "owner")[];
            twoFactorEnabled: boolean;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             */
            createdAt: string;
            preferences: {
                /** @enum {unknown} */
                speed?: "km/h" | "mph";
                /** @enum {unknown} */
                temperature?: "°C" | "°F";
                /** @enum {unknown} */
                theme?: "dark" | "light" | "system";
            };
        };
        Me: {
            /** Format: uuid */
            id: string;
            name: string;
            email: string | null;
            emailVerified: boolean;
            image: string | null;
            roles: ("driver" | "moderator" | "owner")[];
            twoFactorEnabled: boolean;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             */
            createdAt: string;
            preferences: {
                /** @enum {unknown} */
                speed?: "km/h" | "mph";
                /** @enum {unknown} */
                temperature?: "°C" | "°F";
                /** @enum {unknown} */
                theme?: "dark" | "light" | "system";
            };
            deletionDueAt: string | null;
            impersonator: {
                /** Format: uuid */
                id: string;
                name: string;
                reason: string;
                /**
                 * Format: date-time
                 * @description ISO 8601, UTC
                 */
                endsAt: string;
            } | null;
        };
        TokenAnswer: {
            /** @description JWT (EdDSA); absent where the tokens are in cookies */
            accessToken?: string;
            /** @description Opaque; good once */
            refreshToken?: string;
            /** @description Seconds that the access token is good for */
            expiresIn: number;
            user: {
                /** Format: uuid */
                id: string;
                name: string;
                email: string | null;
                emailVerified: boolean;
                image: string | null;
                roles: ("driver" | "moderator" | "owner")[];
                twoFactorEnabled: boolean;
                /**
                 * Format: date-time
                 * @description ISO 8601, UTC
                 */
                createdAt: string;
                preferences: {
                    /** @enum {unknown} */
                    speed?: "km/h" | "mph";
                    /** @enum {unknown} */
                    temperature?: "°C" | "°F";
                    /** @enum {unknown} */
                    theme?: "dark" | "light" | "system";
                };
            };
        };
        TicketSignIn: {
            ticket: string;
            /**
             * @description Who keeps the tokens: the browser in cookies, or the client that gets them
             * @default client
             * @enum {unknown}
             */
            keep: "cookie" | "client";
        };
        Refresh: {
            /** @description Without: the one in the cookie */
            refreshToken?: string;
        };
        SocketTicket: {
            /** @description Good once, for 30 s; offered as the subprotocol `ticket.<ticket>` */
            ticket: string;
        };
        ApiKey: {
            /** Format: uuid */
            id: string;
            name: string;
            /** @description The first characters, to know it by */
            prefix: string;
            scopes: ("read" | "record" | "write" | "diagnostics" | "admin")[];
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             */
            createdAt: string;
            expiresAt: string | null;
            lastUsedAt: string | null;
            lastUsedAddress: string | null;
        };
        NewApiKey: {
            name: string;
            scopes: ("read" | "record" | "write" | "diagnostics" | "admin")[];
            expiresInDays?: number | null;
        };
        CreatedApiKey: {
            key: {
                /** Format: uuid */
                id: string;
                name: string;
                /** @description The first characters, to know it by */
                prefix: string;
                scopes: ("read" | "record" | "write" | "diagnostics" | "admin")[];
                /**
                 * Format: date-time
                 * @description ISO 8601, UTC
                 */
                createdAt: string;
                expiresAt: string | null;
                lastUsedAt: string | null;
                lastUsedAddress: string | null;
            };
            /** @description Shown this once */
            secret: string;
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
        /** @description A driver as those who run the platform see one */
        Account: {
            /** Format: uuid */
            id: string;
            name: string;
            email: string | null;
            emailVerified: boolean;
            /** @enum {unknown} */
            role: "driver" | "moderator" | "owner";
            twoFactorEnabled: boolean;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             */
            createdAt: string;
            lock: {
                /**
                 * Format: date-time
                 * @description ISO 8601, UTC
                 */
                lockedAt: string;
                until: string | null;
                reason: string;
            } | null;
            deletionDueAt: string | null;
            supportUntil: string | null;
        };
        AccountPage: {
            items: {
                /** Format: uuid */
                id: string;
                name: string;
                email: string | null;
                emailVerified: boolean;
                /** @enum {unknown} */
                role: "driver" | "moderator" | "owner";
                twoFactorEnabled: boolean;
                /**
                 * Format: date-time
                 * @description ISO 8601, UTC
                 */
                createdAt: string;
                lock: {
                    /**
                     * Format: date-time
                     * @description ISO 8601, UTC
                     */
                    lockedAt: string;
                    until: string | null;
                    reason: string;
                } | null;
                deletionDueAt: string | null;
                supportUntil: string | null;
            }[];
            nextCursor: string | null;
        };
        EditAccount: {
            /** @enum {unknown} */
            role: "driver" | "moderator" | "owner";
        };
        NewLock: {
            reason: string;
            until?: string | null;
        };
        NewImpersonation: {
            reason: string;
            /**
             * @description Who keeps the tokens: the browser in cookies, or the client that gets them
             * @default client
             * @enum {unknown}
             */
            keep: "cookie" | "client";
        };
        ImpersonationEnd: {
            /** @description Whether this browser is signed in as the owner again */
            signedIn: boolean;
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
            teamId: string | null;
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
            teamId?: string | null;
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
        BackupRun: {
            /** Format: uuid */
            id: string;
            /** @description Where it lies, without keys */
            place: string;
            name: string | null;
            /** @enum {unknown} */
            state: "running" | "done" | "failed";
            /** @enum {unknown} */
            askedBy: "schedule" | "page" | "command";
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             */
            startedAt: string;
            finishedAt: string | null;
            /** @enum {unknown} */
            phase: "tables" | "objects" | "verify";
            /** @description Part of the phase */
            progress: number;
            bytes: number | null;
            newBytes: number | null;
            rows: number | null;
            objects: number | null;
            /** @description Objects that rows name and that were not there */
            missing: number;
            /** @description `database`, or where accounts lie that are not in the backup */
            identity: string;
            error: string | null;
        };
        Backups: {
            /** @description Whether there is a place for backups */
            configured: boolean;
            place: string | null;
            /** @description When they are made, in words */
            schedule: string;
            /** @description Which stay, in words */
            keep: string;
            /** @description Age at which somebody should look */
            lateAfterSeconds: number;
            last: components["schemas"]["BackupRun"] | null;
            /** @description Those made and tried, newest first */
            items: components["schemas"]["BackupRun"][];
        };
        AuditEntry: {
            /** @description Its place in the chain */
            seq: number;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             */
            at: string;
            actorId: string | null;
            actorName: string | null;
            impersonatorId: string | null;
            impersonatorName: string | null;
            action: string;
            /** @enum {unknown} */
            result: "done" | "refused" | "failed";
            targetKind: string | null;
            targetId: string | null;
            teamId: string | null;
            address: string | null;
            userAgent: string | null;
            requestId: string | null;
            detail: {
                [key: string]: string | number | boolean | null;
            };
            /** @description SHA-256 over this entry and the hash of the one before */
            hash: string;
        };
        AuditPage: {
            items: {
                /** @description Its place in the chain */
                seq: number;
                /**
                 * Format: date-time
                 * @description ISO 8601, UTC
                 */
                at: string;
                actorId: string | null;
                actorName: string | null;
                impersonatorId: string | null;
                impersonatorName: string | null;
                action: string;
                /** @enum {unknown} */
                result: "done" | "refused" | "failed";
                targetKind: string | null;
                targetId: string | null;
                teamId: string | null;
                address: string | null;
                userAgent: string | null;
                requestId: string | null;
                detail: {
                    [key: string]: string | number | boolean | null;
                };
                /** @description SHA-256 over this entry and the hash of the one before */
                hash: string;
            }[];
            nextCursor: string | null;
        };
        AuditVerification: {
            ok: boolean;
            entries: number;
            /** @description Keep it elsewhere: only it shows that the end of the log was put back */
            head: {
                seq: number;
                hash: string;
            };
            /** @description The first hundred */
            problems: {
                seq: number | null;
                /** @enum {unknown} */
                kind: "changed" | "missing" | "misplaced" | "cut" | "unsigned" | "not-expected";
                detail: string;
            }[];
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
        NewDeviceLogin: {
            /**
             * @description The program that signs in
             * @enum {unknown}
             */
            clientId: "outlap";
            /** @description What the person knows it by: the name of the computer */
            deviceName?: string;
        };
        DeviceLogin: {
            /** @description What the program asks for its tokens with */
            device_code: string;
            /** @description What the person types: ABCD-EFGH */
            user_code: string;
            verification_uri: string;
            verification_uri_complete: string;
            /** @description Seconds */
            expires_in: number;
            /** @description Seconds between two questions for the tokens */
            interval: number;
        };
        DeviceToken: {
            /**
             * @description The program that signs in
             * @enum {unknown}
             */
            clientId: "outlap";
            deviceCode: string;
        };
        DeviceRequest: {
            userCode: string;
            /** @enum {unknown} */
            status: "pending" | "approved" | "denied";
            clientName: string;
            address: string | null;
            userAgent: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             */
            expiresAt: string;
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
            /** @enum {unknown} */
            status: "ok" | "unavailable" | "draining";
            /** @description `off`: the server is not configured to use it */
            checks: {
                /** @enum {unknown} */
                database: "ok" | "failed" | "off";
                /** @enum {unknown} */
                objects: "ok" | "failed" | "off";
                /** @enum {unknown} */
                jobs: "ok" | "failed" | "off";
                /** @enum {unknown} */
                redis: "ok" | "failed" | "off";
                /** @enum {unknown} */
                ingestQueue: "ok" | "failed" | "off";
                /** @enum {unknown} */
                objectEventsQueue: "ok" | "failed" | "off";
                /** @enum {unknown} */
                mail: "ok" | "failed" | "off";
            };
            /** @description Checks that must be ok for the server to be ready */
            required: string[];
        };
        Import: {
            /** Format: uuid */
            id: string;
            fileName: string;
            fileBytes: number;
            state: "scanning" | "queued" | "reading" | "analysing" | "storing" | "done" | "failed";
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
        Team: {
            /** Format: uuid */
            id: string;
            name: string;
            /**
             * @description viewer reads; operator also records, alerts, exports; admin also runs the team
             * @enum {unknown}
             */
            role: "viewer" | "operator" | "admin";
            memberCount: number;
            /** @description Whether members see the team’s things only when they signed in with two factors */
            requireSecondFactor: boolean;
            /** @description Networks that members must come from; none: from everywhere */
            allowedAddresses: string[];
            /** @description Whether this sign-in, from this address, is let to the team’s things */
            open: boolean;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             */
            createdAt: string;
        };
        NewTeam: {
            name: string;
        };
        EditTeam: {
            name?: string;
            requireSecondFactor?: boolean;
            /** @description Addresses, or networks as `192.0.2.0/24` */
            allowedAddresses?: string[];
        };
        TeamRemoval: {
            preview: boolean;
            /** @description Go back to their drivers, who keep them */
            sessions: number;
            /** @description Of those: being driven now */
            runningSessions: number;
            /** @description Go back to who made them */
            alertRules: number;
            /** @description Keep their accounts */
            members: number;
            /** @description Open ones, good for nothing from then on */
            invitations: number;
        };
        TeamMember: {
            /** Format: uuid */
            userId: string;
            name: string;
            email: string | null;
            /**
             * @description viewer reads; operator also records, alerts, exports; admin also runs the team
             * @enum {unknown}
             */
            role: "viewer" | "operator" | "admin";
            /** @enum {unknown} */
            via: "founded" | "invitation" | "account" | "sso";
            twoFactorEnabled: boolean;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             */
            joinedAt: string;
        };
        EditMember: {
            /**
             * @description viewer reads; operator also records, alerts, exports; admin also runs the team
             * @enum {unknown}
             */
            role: "viewer" | "operator" | "admin";
        };
        NewUser: {
            /** @description Of the account; who is invited chooses their own */
            name: string;
            email: string;
            /**
             * Format: uuid
             * @description The team it is for; admins of a team name it
             */
            teamId?: string;
            /**
             * @description viewer reads; operator also records, alerts, exports; admin also runs the team
             * @enum {unknown}
             */
            teamRole?: "viewer" | "operator" | "admin";
            /**
             * @description On the platform; only its owners give other ones than driver
             * @default driver
             * @enum {unknown}
             */
            role: "driver" | "moderator" | "owner";
        };
        InvitedUser: {
            /**
             * @description A mail invites to the team, whether or not the address has an account
             * @enum {string}
             */
            next: "invitation";
        };
        Invitation: {
            /** Format: uuid */
            id: string;
            email: string | null;
            /**
             * @description viewer reads; operator also records, alerts, exports; admin also runs the team
             * @enum {unknown}
             */
            role: "viewer" | "operator" | "admin";
            /** @description A name */
            invitedBy: string;
            /** @enum {unknown} */
            state: "open" | "accepted" | "revoked" | "expired";
            accountsLeft: number | null;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             */
            expiresAt: string;
        };
        NewInvitation: {
            email?: string | null;
            /**
             * @description viewer reads; operator also records, alerts, exports; admin also runs the team
             * @enum {unknown}
             */
            role: "viewer" | "operator" | "admin";
            /** @default 7 */
            expiresInDays: number;
        };
        CreatedInvitation: {
            invitation: {
                /** Format: uuid */
                id: string;
                email: string | null;
                /**
                 * @description viewer reads; operator also records, alerts, exports; admin also runs the team
                 * @enum {unknown}
                 */
                role: "viewer" | "operator" | "admin";
                /** @description A name */
                invitedBy: string;
                /** @enum {unknown} */
                state: "open" | "accepted" | "revoked" | "expired";
                accountsLeft: number | null;
                /**
                 * Format: date-time
                 * @description ISO 8601, UTC
                 */
                createdAt: string;
                /**
                 * Format: date-time
                 * @description ISO 8601, UTC
                 */
                expiresAt: string;
            };
            link: string | null;
        };
        InvitationToken: {
            token: string;
        };
        InvitationView: {
            teamName: string;
            /**
             * @description viewer reads; operator also records, alerts, exports; admin also runs the team
             * @enum {unknown}
             */
            role: "viewer" | "operator" | "admin";
            /** @description A name */
            invitedBy: string;
            email: string | null;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             */
            expiresAt: string;
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
        ConsentText: {
            /** @enum {unknown} */
            kind: "terms" | "privacy" | "support-access";
            version: string;
            title: string;
            text: string;
            /** @description SHA-256 of the text */
            hash: string;
        };
        Consent: {
            /** Format: uuid */
            id: string;
            /** @enum {unknown} */
            kind: "terms" | "privacy" | "support-access";
            version: string;
            textHash: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             */
            givenAt: string;
            endsAt: string | null;
            withdrawnAt: string | null;
        };
        NewConsent: {
            /** @enum {unknown} */
            kind: "terms" | "privacy";
            /** @description `hash` of the text that was shown; another one is refused */
            hash: string;
        };
        NewSupportAccess: {
            hours: number;
            /** @description `hash` of the text that was shown; another one is refused */
            hash: string;
        };
        DataExport: {
            /** Format: uuid */
            id: string;
            /** @enum {unknown} */
            state: "queued" | "running" | "done" | "failed" | "expired";
            /** @description 0 to 1 */
            progress: number;
            bytes: number | null;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             */
            createdAt: string;
            finishedAt: string | null;
            expiresAt: string | null;
        };
        Deletion: {
            dueAt: string | null;
            graceDays: number;
            /** @description What has to be typed to ask for it */
            confirm: string;
            /** @description What goes */
            removed: {
                sessions: number;
                laps: number;
                /** @description Recordings and laps in the object store */
                files: number;
                alertRules: number;
                alerts: number;
                shareLinks: number;
                apiKeys: number;
            };
            /** @description Of the sessions: teams lose them */
            sharedSessions: number;
            teamsLeft: {
                /** Format: uuid */
                id: string;
                name: string;
            }[];
            /** @description Those without another member */
            teamsDeleted: {
                /** Format: uuid */
                id: string;
                name: string;
            }[];
            /** @description Nobody else runs these; hand them over first */
            blockers: {
                /** @enum {unknown} */
                kind: "last-admin" | "last-owner";
                teamId: string | null;
                teamName: string | null;
            }[];
        };
        NewDeletion: {
            confirm: string;
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
            /** @description Whether who asks drove it */
            mine: boolean;
            teamId: string | null;
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
            /** @description Whether who asks drove it */
            mine: boolean;
            teamId: string | null;
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
            teamId?: string | null;
        };
        Share: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            sessionId: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             */
            expiresAt: string;
            lastUsedAt: string | null;
            /** @description How often it was opened */
            useCount: number;
            expired: boolean;
        };
        NewShare: {
            expiresInDays: number;
        };
        CreatedShare: {
            share: {
                /** Format: uuid */
                id: string;
                /** Format: uuid */
                sessionId: string;
                /**
                 * Format: date-time
                 * @description ISO 8601, UTC
                 */
                createdAt: string;
                /**
                 * Format: date-time
                 * @description ISO 8601, UTC
                 */
                expiresAt: string;
                lastUsedAt: string | null;
                /** @description How often it was opened */
                useCount: number;
                expired: boolean;
            };
            /** @description Shown this once */
            link: string;
        };
        OpenShare: {
            /** @description What the link ends in */
            token: string;
            /**
             * @description Who keeps the tokens: the browser in cookies, or the client that gets them
             * @default client
             * @enum {unknown}
             */
            keep: "cookie" | "client";
        };
        OpenedShare: {
            /** Format: uuid */
            sessionId: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             */
            expiresAt: string;
            /** @description A bearer for this one session; absent where a cookie holds it */
            token?: string;
        };
        SignInProvider: {
            id: string;
            /** @description As people know it */
            name: string;
            /** @enum {unknown} */
            kind: "google" | "facebook" | "x" | "oidc";
        };
        SignInProviders: {
            items: {
                id: string;
                /** @description As people know it */
                name: string;
                /** @enum {unknown} */
                kind: "google" | "facebook" | "x" | "oidc";
            }[];
            googleClientId: string | null;
        };
        SocialSignIn: {
            provider: string;
            /** @description A path of our own pages to go on with; another site is refused */
            redirectTo?: string;
        };
        SignInRedirect: {
            /** @description Where the browser goes to sign in */
            url: string;
        };
        GoogleSignIn: {
            id_token: string;
            /** @description What the ID token was asked for with; needed where the token carries one */
            nonce?: string;
            /**
             * @description Who keeps the tokens: the browser in cookies, or the client that gets them
             * @default client
             * @enum {unknown}
             */
            keep: "cookie" | "client";
        };
        /** @description Either `oidc` or `saml` */
        NewTeamSso: {
            /** @description The domain of the mail addresses that sign in this way */
            domain: string;
            oidc?: {
                issuer: string;
                clientId: string;
                clientSecret: string;
            };
            saml?: {
                /** @description XML of the identity provider; stands for the three others */
                metadata?: string;
                entityId?: string;
                entryPoint?: string;
                /** @description PEM; of what signs assertions */
                certificate?: string;
            };
        };
        TeamSso: {
            providerId: string;
            /** @enum {unknown} */
            protocol: "oidc" | "saml";
            domain: string;
            /** @description Until then nobody can sign in this way */
            domainProven: boolean;
            /** @description The DNS record (TXT) that proves the domain */
            proof: {
                name: string;
                value: string;
            };
            /** @description Issuer or entity id of the identity provider */
            issuer: string;
            clientId: string | null;
            entryPoint: string | null;
            certificates: {
                fingerprint: string;
                /**
                 * Format: date-time
                 * @description ISO 8601, UTC
                 */
                validUntil: string;
            }[];
            redirectUri: string | null;
            acsUrl: string | null;
            entityId: string | null;
            metadataUrl: string | null;
        };
        SsoSignIn: {
            email: string;
            /** @description A path of our own pages to go on with; another site is refused */
            redirectTo?: string;
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
        NewAccount: {
            email: string;
            /** @description None that is common, was seen in a breach, or is made of the name or the address */
            password: string;
            name: string;
            /** @description Token of an invitation, where SIGN_UP=invited */
            invitation?: string;
            /** @description Versions of the texts of `/api/privacy/texts` that the person agreed to; without, the pages ask after the first sign-in */
            accepted?: {
                terms: string;
                privacy: string;
            };
        };
        SignUpAnswer: {
            /**
             * @description What to do now; the same whether or not the address had an account
             * @enum {unknown}
             */
            next: "verify-email" | "sign-in";
        };
        Login: {
            email: string;
            password: string;
            /**
             * @description Who keeps the tokens: the browser in cookies, or the client that gets them
             * @default client
             * @enum {unknown}
             */
            keep: "cookie" | "client";
        };
        SignInOptions: {
            /** @enum {unknown} */
            signUp: "open" | "invited";
            /** @description Whether the server can send mails */
            mails: boolean;
            /** @description Only the address that the server printed lets in: no owner has an account. Told on the same machine only */
            unclaimed: boolean;
        };
        OAuthToken: {
            access_token: string;
            /** @enum {unknown} */
            token_type: "bearer";
            expires_in: number;
            refresh_token: string;
        };
        OAuthError: {
            /** @description RFC 6749, 5.2 */
            error: string;
            error_description: string;
            /** @description As in problem details */
            code: string;
            challenge?: string;
            methods?: string[];
            requestId: string;
        };
        SigningKeys: {
            keys: {
                [key: string]: unknown;
            }[];
        };
        LinkAnswer: {
            /** @description From the link */
            token: string;
        };
        AddressOnly: {
            email: string;
        };
        PasswordReset: {
            /** @description From the link */
            token: string;
            /** @description None that is common, was seen in a breach, or is made of the name or the address */
            newPassword: string;
        };
        PasswordChange: {
            oldPassword: string;
            /** @description None that is common, was seen in a breach, or is made of the name or the address */
            newPassword: string;
        };
        EmailChange: {
            email: string;
            password?: string;
        };
        EmailChangeAnswer: {
            /** @description False: open the link that was mailed there */
            changed: boolean;
        };
        PasswordShown: {
            password: string;
        };
        OwnerClaim: {
            name: string;
            email: string;
            /** @description None that is common, was seen in a breach, or is made of the name or the address */
            password: string;
        };
        MyEdit: {
            name?: string;
            image?: string | null;
            preferences?: {
                /** @enum {unknown} */
                speed?: "km/h" | "mph";
                /** @enum {unknown} */
                temperature?: "°C" | "°F";
                /** @enum {unknown} */
                theme?: "dark" | "light" | "system";
            };
        };
        LoginSession: {
            /** Format: uuid */
            id: string;
            current: boolean;
            deviceName: string;
            address: string | null;
            place: string | null;
            amr: string[];
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             */
            lastUsedAt: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             */
            expiresAt: string;
            impersonated: boolean;
        };
        Ended: {
            ended: number;
        };
        SecondFactors: {
            /** @description Whether a sign-in asks for a second factor */
            enabled: boolean;
            /** @description An authenticator app is set up */
            totp: boolean;
            /** @description Codes may go to the e-mail address */
            mail: boolean;
            /** @description Codes may go to the phone */
            phone: boolean;
            phoneNumber: string | null;
            passkeys: number;
            recoveryCodesLeft: number;
            /** @description Whether a password is asked for to change this */
            hasPassword: boolean;
            /** @description What this account administers asks for one */
            required: boolean;
            /** @description This sign-in showed two factors */
            satisfied: boolean;
        };
        WithPassword: {
            /** @description Where the account has one; without, the sign-in must be fresh */
            password?: string;
        };
        TotpStart: {
            /** @description otpauth://…, for a QR code */
            uri: string;
            /** @description The same in Base32, to be typed */
            secret: string;
            /** @description Shown this once; older ones end */
            recoveryCodes: string[];
        };
        TotpConfirm: {
            code: string;
            /**
             * @description Who keeps the tokens: the browser in cookies, or the client that gets them
             * @default client
             * @enum {unknown}
             */
            keep: "cookie" | "client";
        };
        SecondFactorOn: {
            /** @description JWT (EdDSA); absent where the tokens are in cookies */
            accessToken?: string;
            /** @description Opaque; good once */
            refreshToken?: string;
            /** @description Seconds that the access token is good for */
            expiresIn: number;
            user: {
                /** Format: uuid */
                id: string;
                name: string;
                email: string | null;
                emailVerified: boolean;
                image: string | null;
                roles: ("driver" | "moderator" | "owner")[];
                twoFactorEnabled: boolean;
                /**
                 * Format: date-time
                 * @description ISO 8601, UTC
                 */
                createdAt: string;
                preferences: {
                    /** @enum {unknown} */
                    speed?: "km/h" | "mph";
                    /** @enum {unknown} */
                    temperature?: "°C" | "°F";
                    /** @enum {unknown} */
                    theme?: "dark" | "light" | "system";
                };
            };
            /** @description Shown this once; empty where older ones still hold */
            recoveryCodes: string[];
        };
        RecoveryCodes: {
            /** @description Shown this once */
            recoveryCodes: string[];
        };
        CodeStart: {
            /** @enum {unknown} */
            channel: "mail" | "phone";
            /** @description E.164; with `phone` only */
            phoneNumber?: string;
            /** @description Where the account has one; without, the sign-in must be fresh */
            password?: string;
        };
        CodeSent: {
            /** @enum {unknown} */
            channel: "mail" | "phone";
            /** @description Mostly hidden */
            sentTo: string;
            /** @description All that a code may be asked for by */
            channels: ("mail" | "phone")[];
        };
        CodeConfirm: {
            code: string;
            /**
             * @description Who keeps the tokens: the browser in cookies, or the client that gets them
             * @default client
             * @enum {unknown}
             */
            keep: "cookie" | "client";
        };
        CodeRemove: {
            /** @enum {unknown} */
            channel: "mail" | "phone";
            /** @description Where the account has one; without, the sign-in must be fresh */
            password?: string;
        };
        PasskeyFactor: {
            /** @description Where the account has one; without, the sign-in must be fresh */
            password?: string;
            /**
             * @description Who keeps the tokens: the browser in cookies, or the client that gets them
             * @default client
             * @enum {unknown}
             */
            keep: "cookie" | "client";
        };
        RememberedDevice: {
            /** Format: uuid */
            id: string;
            name: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             */
            lastSeenAt: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC
             */
            rememberedUntil: string;
            isThis: boolean;
        };
        ChallengeAnswer: {
            challenge: string;
            methods: ("totp" | "code" | "recovery" | "passkey")[];
        };
        SecondFactorShown: {
            /** @description Of the problem `second_factor_required` */
            challenge: string;
            /** @enum {unknown} */
            method: "totp" | "code" | "recovery";
            code: string;
            /**
             * @description Whether this browser is asked for no second factor for 30 days
             * @default false
             */
            rememberDevice: boolean;
            /**
             * @description Who keeps the tokens: the browser in cookies, or the client that gets them
             * @default client
             * @enum {unknown}
             */
            keep: "cookie" | "client";
        };
        CodeWanted: {
            /** @description Of the problem `second_factor_required` */
            challenge: string;
            /** @enum {unknown} */
            channel?: "mail" | "phone";
        };
        ChallengeOnly: {
            /** @description Of the problem `second_factor_required` */
            challenge: string;
        };
        PasskeyOptions: {
            /** @description To be handed back with the answer */
            state: string;
            /** @description For `parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON` of a browser */
            options: {
                [key: string]: unknown;
            };
        };
        PasskeyShown: {
            /** @description Handed back as it came */
            state: string;
            response: {
                [key: string]: unknown;
            };
            /**
             * @description Who keeps the tokens: the browser in cookies, or the client that gets them
             * @default client
             * @enum {unknown}
             */
            keep: "cookie" | "client";
        };
        PasskeyFactorShown: {
            /** @description Of the problem `second_factor_required` */
            challenge: string;
            /** @description Handed back as it came */
            state: string;
            response: {
                [key: string]: unknown;
            };
            /**
             * @description Whether this browser is asked for no second factor for 30 days
             * @default false
             */
            rememberDevice: boolean;
            /**
             * @description Who keeps the tokens: the browser in cookies, or the client that gets them
             * @default client
             * @enum {unknown}
             */
            keep: "cookie" | "client";
        };
        Passkey: {
            /** Format: uuid */
            id: string;
            name: string;
            createdAt: string | null;
            /** @description Known on further devices of its owner */
            isBackedUp: boolean;
        };
        NewPasskey: {
            /** @description Handed back as it came */
            state: string;
            response: {
                [key: string]: unknown;
            };
            name?: string;
        };
        PasskeyEdit: {
            name: string;
        };
        MagicLinkWanted: {
            email: string;
        };
        MagicLinkShown: {
            token: string;
            /**
             * @description Who keeps the tokens: the browser in cookies, or the client that gets them
             * @default client
             * @enum {unknown}
             */
            keep: "cookie" | "client";
        };
        /** @description Frames of one stream, as JSON or CBOR; the messages of /ws/ingest */
        IngestBatch: {
            /** Format: uuid */
            streamId: string;
            /**
             * Format: uuid
             * @description The team that a new stream is shared with
             */
            teamId?: string;
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
    signInByTicket: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    ticket: string;
                    /**
                     * @description Who keeps the tokens: the browser in cookies, or the client that gets them
                     * @default client
                     * @enum {unknown}
                     */
                    keep?: "cookie" | "client";
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
                    "application/json": components["schemas"]["TokenAnswer"];
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
    createSocketTicket: {
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
                    "application/json": components["schemas"]["SocketTicket"];
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
    listApiKeys: {
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
                    "application/json": {
                        items: components["schemas"]["ApiKey"][];
                    };
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
    createApiKey: {
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
                    scopes: ("read" | "record" | "write" | "diagnostics" | "admin")[];
                    expiresInDays?: number | null;
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
                    "application/json": components["schemas"]["CreatedApiKey"];
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
    deleteApiKey: {
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
    refreshTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Without: the one in the cookie */
                    refreshToken?: string;
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
                    "application/json": components["schemas"]["TokenAnswer"];
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
    logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Without: the one in the cookie */
                    refreshToken?: string;
                };
            };
        };
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
    startDeviceLogin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description The program that signs in
                     * @enum {unknown}
                     */
                    clientId: "outlap";
                    /** @description What the person knows it by: the name of the computer */
                    deviceName?: string;
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
                    "application/json": components["schemas"]["DeviceLogin"];
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
    finishDeviceLogin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description The program that signs in
                     * @enum {unknown}
                     */
                    clientId: "outlap";
                    deviceCode: string;
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
                    "application/json": components["schemas"]["TokenAnswer"];
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
    getDevice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As shown, or without `-` */
                userCode: string;
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
                    "application/json": components["schemas"]["DeviceRequest"];
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
    approveDevice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As shown, or without `-` */
                userCode: string;
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
    denyDevice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As shown, or without `-` */
                userCode: string;
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
    listShares: {
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
                    "application/json": {
                        items: components["schemas"]["Share"][];
                    };
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
    createShare: {
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
                    expiresInDays: number;
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
                    "application/json": components["schemas"]["CreatedShare"];
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
    deleteShare: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                shareId: string;
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
    openShare: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description What the link ends in */
                    token: string;
                    /**
                     * @description Who keeps the tokens: the browser in cookies, or the client that gets them
                     * @default client
                     * @enum {unknown}
                     */
                    keep?: "cookie" | "client";
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
                    "application/json": components["schemas"]["OpenedShare"];
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
    signUp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    email: string;
                    /** @description None that is common, was seen in a breach, or is made of the name or the address */
                    password: string;
                    name: string;
                    /** @description Token of an invitation, where SIGN_UP=invited */
                    invitation?: string;
                    /** @description Versions of the texts of `/api/privacy/texts` that the person agreed to; without, the pages ask after the first sign-in */
                    accepted?: {
                        terms: string;
                        privacy: string;
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
                    "application/json": components["schemas"]["SignUpAnswer"];
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
    verifyEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description From the link */
                    token: string;
                };
            };
        };
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
    resendVerification: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    email: string;
                };
            };
        };
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
    login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    email: string;
                    password: string;
                    /**
                     * @description Who keeps the tokens: the browser in cookies, or the client that gets them
                     * @default client
                     * @enum {unknown}
                     */
                    keep?: "cookie" | "client";
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
                    "application/json": components["schemas"]["TokenAnswer"];
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
    createToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": {
                    /** @enum {unknown} */
                    grant_type?: "password";
                    username: string;
                    password: string;
                    scope?: string;
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
                    "application/json": components["schemas"]["OAuthToken"];
                };
            };
            /** @description Default Response */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description Default Response */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
        };
    };
    getSignInOptions: {
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
                    "application/json": components["schemas"]["SignInOptions"];
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
    forgotPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    email: string;
                };
            };
        };
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
    resetPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description From the link */
                    token: string;
                    /** @description None that is common, was seen in a breach, or is made of the name or the address */
                    newPassword: string;
                };
            };
        };
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
    getMe: {
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
                    "application/json": components["schemas"]["Me"];
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
    editMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string;
                    image?: string | null;
                    preferences?: {
                        /** @enum {unknown} */
                        speed?: "km/h" | "mph";
                        /** @enum {unknown} */
                        temperature?: "°C" | "°F";
                        /** @enum {unknown} */
                        theme?: "dark" | "light" | "system";
                    };
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
                    "application/json": components["schemas"]["User"];
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
    getSignedInUser: {
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
                    "application/json": components["schemas"]["User"];
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
    listSigningKeys: {
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
                    "application/json": components["schemas"]["SigningKeys"];
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
    changePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    oldPassword: string;
                    /** @description None that is common, was seen in a breach, or is made of the name or the address */
                    newPassword: string;
                };
            };
        };
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
    changeEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    email: string;
                    password?: string;
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
                    "application/json": components["schemas"]["EmailChangeAnswer"];
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
    claimOwner: {
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
                    email: string;
                    /** @description None that is common, was seen in a breach, or is made of the name or the address */
                    password: string;
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
                    "application/json": components["schemas"]["User"];
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
    showPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    password: string;
                };
            };
        };
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
    listLoginSessions: {
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
                    "application/json": {
                        items: components["schemas"]["LoginSession"][];
                    };
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
    deleteLoginSession: {
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
    revokeOtherLoginSessions: {
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
                    "application/json": components["schemas"]["Ended"];
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
    listAccounts: {
        parameters: {
            query?: {
                /** @description Part of a name or address */
                q?: string;
                role?: "driver" | "moderator" | "owner";
                locked?: boolean;
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
                    "application/json": components["schemas"]["AccountPage"];
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
    createUser: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Of the account; who is invited chooses their own */
                    name: string;
                    email: string;
                    /**
                     * Format: uuid
                     * @description The team it is for; admins of a team name it
                     */
                    teamId?: string;
                    /**
                     * @description viewer reads; operator also records, alerts, exports; admin also runs the team
                     * @enum {unknown}
                     */
                    teamRole?: "viewer" | "operator" | "admin";
                    /**
                     * @description On the platform; only its owners give other ones than driver
                     * @default driver
                     * @enum {unknown}
                     */
                    role?: "driver" | "moderator" | "owner";
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
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Default Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitedUser"];
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
    getAccount: {
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
            /** @description A driver as those who run the platform see one */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
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
    editAccount: {
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
                    /** @enum {unknown} */
                    role: "driver" | "moderator" | "owner";
                };
            };
        };
        responses: {
            /** @description A driver as those who run the platform see one */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
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
    lockAccount: {
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
                    reason: string;
                    until?: string | null;
                };
            };
        };
        responses: {
            /** @description A driver as those who run the platform see one */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
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
    unlockAccount: {
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
            /** @description A driver as those who run the platform see one */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
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
    impersonate: {
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
                    reason: string;
                    /**
                     * @description Who keeps the tokens: the browser in cookies, or the client that gets them
                     * @default client
                     * @enum {unknown}
                     */
                    keep?: "cookie" | "client";
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
                    "application/json": components["schemas"]["TokenAnswer"];
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
    endImpersonation: {
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
                    "application/json": components["schemas"]["ImpersonationEnd"];
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
    showSecondFactor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Of the problem `second_factor_required` */
                    challenge: string;
                    /** @enum {unknown} */
                    method: "totp" | "code" | "recovery";
                    code: string;
                    /**
                     * @description Whether this browser is asked for no second factor for 30 days
                     * @default false
                     */
                    rememberDevice?: boolean;
                    /**
                     * @description Who keeps the tokens: the browser in cookies, or the client that gets them
                     * @default client
                     * @enum {unknown}
                     */
                    keep?: "cookie" | "client";
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
                    "application/json": components["schemas"]["TokenAnswer"];
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
    sendSecondFactorCode: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Of the problem `second_factor_required` */
                    challenge: string;
                    /** @enum {unknown} */
                    channel?: "mail" | "phone";
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
                    "application/json": components["schemas"]["CodeSent"];
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
    startPasskeyFactor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Of the problem `second_factor_required` */
                    challenge: string;
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
                    "application/json": components["schemas"]["PasskeyOptions"];
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
    showPasskeyFactor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Of the problem `second_factor_required` */
                    challenge: string;
                    /** @description Handed back as it came */
                    state: string;
                    response: {
                        [key: string]: unknown;
                    };
                    /**
                     * @description Whether this browser is asked for no second factor for 30 days
                     * @default false
                     */
                    rememberDevice?: boolean;
                    /**
                     * @description Who keeps the tokens: the browser in cookies, or the client that gets them
                     * @default client
                     * @enum {unknown}
                     */
                    keep?: "cookie" | "client";
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
                    "application/json": components["schemas"]["TokenAnswer"];
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
    startPasskeySignIn: {
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
                    "application/json": components["schemas"]["PasskeyOptions"];
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
    signInByPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Handed back as it came */
                    state: string;
                    response: {
                        [key: string]: unknown;
                    };
                    /**
                     * @description Who keeps the tokens: the browser in cookies, or the client that gets them
                     * @default client
                     * @enum {unknown}
                     */
                    keep?: "cookie" | "client";
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
                    "application/json": components["schemas"]["TokenAnswer"];
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
    requestMagicLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    email: string;
                };
            };
        };
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
    signInByMagicLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    token: string;
                    /**
                     * @description Who keeps the tokens: the browser in cookies, or the client that gets them
                     * @default client
                     * @enum {unknown}
                     */
                    keep?: "cookie" | "client";
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
                    "application/json": components["schemas"]["TokenAnswer"];
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
    listSignInProviders: {
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
                    "application/json": components["schemas"]["SignInProviders"];
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
    startSocialSignIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    provider: string;
                    /** @description A path of our own pages to go on with; another site is refused */
                    redirectTo?: string;
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
                    "application/json": components["schemas"]["SignInRedirect"];
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
    finishSocialSignIn: {
        parameters: {
            query?: {
                code?: string;
                state?: string;
                iss?: string;
                error?: string;
                error_description?: string;
            };
            header?: never;
            path: {
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description To the path asked for, with cookies; to /sign-in?challenge=…&methods=…&redirectTo=… for a second factor; to /sign-in?error=<code> where it was refused */
            302: {
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
    signInByGoogle: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    id_token: string;
                    /** @description What the ID token was asked for with; needed where the token carries one */
                    nonce?: string;
                    /**
                     * @description Who keeps the tokens: the browser in cookies, or the client that gets them
                     * @default client
                     * @enum {unknown}
                     */
                    keep?: "cookie" | "client";
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
                    "application/json": components["schemas"]["TokenAnswer"];
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
    startSso: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    email: string;
                    /** @description A path of our own pages to go on with; another site is refused */
                    redirectTo?: string;
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
                    "application/json": components["schemas"]["SignInRedirect"];
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
    finishOidc: {
        parameters: {
            query?: {
                code?: string;
                state?: string;
                iss?: string;
                error?: string;
                error_description?: string;
            };
            header?: never;
            path: {
                providerId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description To the path asked for, with cookies; to /sign-in?challenge=…&methods=…&redirectTo=… for a second factor; to /sign-in?error=<code> where it was refused */
            302: {
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
    finishSaml: {
        parameters: {
            query: {
                ticket: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description To the path asked for, with cookies; to /sign-in?challenge=…&methods=…&redirectTo=… for a second factor; to /sign-in?error=<code> where it was refused */
            302: {
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
    getSamlMetadata: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                providerId: string;
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
                    "application/samlmetadata+xml": string;
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
    takeSamlResponse: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                providerId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description To the path asked for, with cookies; to /sign-in?challenge=…&methods=…&redirectTo=… for a second factor; to /sign-in?error=<code> where it was refused */
            303: {
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
    listAlertRules: {
        parameters: {
            query?: {
                /** @description Those of this team, not one’s own */
                team?: string;
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
                    teamId?: string | null;
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
                /** @description Those of this team, not one’s own */
                team?: string;
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
                    /**
                     * Format: uuid
                     * @description The team that a new stream is shared with
                     */
                    teamId?: string;
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
                /** @description Sessions shared with this team, not one’s own */
                team?: string;
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
                    teamId?: string | null;
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
                /** @description A car of this team, not one’s own */
                team?: string;
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
                /** @description Laps of this team’s sessions, not one’s own */
                team?: string;
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
            query?: {
                /** @description The ETag of an earlier answer, unquoted: as long as it holds, this may be cached for ever */
                v?: string;
            };
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
            query?: {
                /** @description Of this team’s cars, not of one’s own */
                team?: string;
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
    listAudit: {
        parameters: {
            query?: {
                /** @description Who acted, or acted as */
                actor?: string;
                /** @description Beginning of the action, `login` for all ways in */
                action?: string;
                target?: string;
                result?: "done" | "refused" | "failed";
                address?: string;
                /** @description ISO 8601, UTC */
                from?: string;
                /** @description ISO 8601, UTC */
                to?: string;
                /** @description Words of the entry */
                q?: string;
                order?: "newest" | "oldest";
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
                    "application/json": components["schemas"]["AuditPage"];
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
    exportAudit: {
        parameters: {
            query?: {
                /** @description Who acted, or acted as */
                actor?: string;
                /** @description Beginning of the action, `login` for all ways in */
                action?: string;
                target?: string;
                result?: "done" | "refused" | "failed";
                address?: string;
                /** @description ISO 8601, UTC */
                from?: string;
                /** @description ISO 8601, UTC */
                to?: string;
                /** @description Words of the entry */
                q?: string;
                format?: "ndjson" | "csv";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The entries, oldest first: one JSON object a line, or CSV */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
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
    verifyAudit: {
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
                    "application/json": components["schemas"]["AuditVerification"];
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
    listTeamAudit: {
        parameters: {
            query?: {
                /** @description Who acted, or acted as */
                actor?: string;
                /** @description Beginning of the action, `login` for all ways in */
                action?: string;
                target?: string;
                result?: "done" | "refused" | "failed";
                address?: string;
                /** @description ISO 8601, UTC */
                from?: string;
                /** @description ISO 8601, UTC */
                to?: string;
                /** @description Words of the entry */
                q?: string;
                order?: "newest" | "oldest";
                /** @description `nextCursor` of the page before */
                cursor?: string;
                limit?: number;
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
                    "application/json": components["schemas"]["AuditPage"];
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
    exportTeamAudit: {
        parameters: {
            query?: {
                /** @description Who acted, or acted as */
                actor?: string;
                /** @description Beginning of the action, `login` for all ways in */
                action?: string;
                target?: string;
                result?: "done" | "refused" | "failed";
                address?: string;
                /** @description ISO 8601, UTC */
                from?: string;
                /** @description ISO 8601, UTC */
                to?: string;
                /** @description Words of the entry */
                q?: string;
                format?: "ndjson" | "csv";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The entries, oldest first: one JSON object a line, or CSV */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
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
    listBackups: {
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
                    "application/json": components["schemas"]["Backups"];
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
    createBackup: {
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
                content: {
                    "application/json": {
                        id: string;
                    };
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
    listDataExports: {
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
                    "application/json": {
                        items: components["schemas"]["DataExport"][];
                    };
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
    createDataExport: {
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
                content: {
                    "application/json": components["schemas"]["DataExport"];
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
    getDataExport: {
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
                    "application/json": components["schemas"]["DataExport"];
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
    getDataExportFile: {
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
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
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
    previewDeletion: {
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
                    "application/json": components["schemas"]["Deletion"];
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
    askForDeletion: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    confirm: string;
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
                    "application/json": components["schemas"]["Deletion"];
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
    cancelDeletion: {
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
                    "application/json": components["schemas"]["Deletion"];
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
    listConsentTexts: {
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
                    "application/json": {
                        items: components["schemas"]["ConsentText"][];
                    };
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
    listConsents: {
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
                    "application/json": {
                        items: components["schemas"]["Consent"][];
                    };
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
    giveConsent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {unknown} */
                    kind: "terms" | "privacy";
                    /** @description `hash` of the text that was shown; another one is refused */
                    hash: string;
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
                    "application/json": components["schemas"]["Consent"];
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
    grantSupportAccess: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    hours: number;
                    /** @description `hash` of the text that was shown; another one is refused */
                    hash: string;
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
                    "application/json": components["schemas"]["Consent"];
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
    withdrawSupportAccess: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
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
    listTeams: {
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
                    "application/json": {
                        items: components["schemas"]["Team"][];
                    };
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
    createTeam: {
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
                    "application/json": components["schemas"]["Team"];
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
    getTeam: {
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
                    "application/json": components["schemas"]["Team"];
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
    deleteTeam: {
        parameters: {
            query?: {
                /** @description Only say what would happen */
                preview?: boolean;
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
                    "application/json": components["schemas"]["TeamRemoval"];
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
    editTeam: {
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
                    requireSecondFactor?: boolean;
                    /** @description Addresses, or networks as `192.0.2.0/24` */
                    allowedAddresses?: string[];
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
                    "application/json": components["schemas"]["Team"];
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
    listMembers: {
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
                    "application/json": {
                        items: components["schemas"]["TeamMember"][];
                    };
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
    removeMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                userId: string;
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
    editMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description viewer reads; operator also records, alerts, exports; admin also runs the team
                     * @enum {unknown}
                     */
                    role: "viewer" | "operator" | "admin";
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
                    "application/json": components["schemas"]["TeamMember"];
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
    leaveTeam: {
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
    listInvitations: {
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
                    "application/json": {
                        items: components["schemas"]["Invitation"][];
                    };
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
    createInvitation: {
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
                    email?: string | null;
                    /**
                     * @description viewer reads; operator also records, alerts, exports; admin also runs the team
                     * @enum {unknown}
                     */
                    role: "viewer" | "operator" | "admin";
                    /** @default 7 */
                    expiresInDays?: number;
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
                    "application/json": components["schemas"]["CreatedInvitation"];
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
    revokeInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                invitationId: string;
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
    showInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    token: string;
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
                    "application/json": components["schemas"]["InvitationView"];
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
    acceptInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    token: string;
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
                    "application/json": components["schemas"]["Team"];
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
    getTeamSso: {
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
                    "application/json": components["schemas"]["TeamSso"];
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
    setTeamSso: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        /** @description Either `oidc` or `saml` */
        requestBody: {
            content: {
                "application/json": {
                    /** @description The domain of the mail addresses that sign in this way */
                    domain: string;
                    oidc?: {
                        issuer: string;
                        clientId: string;
                        clientSecret: string;
                    };
                    saml?: {
                        /** @description XML of the identity provider; stands for the three others */
                        metadata?: string;
                        entityId?: string;
                        entryPoint?: string;
                        /** @description PEM; of what signs assertions */
                        certificate?: string;
                    };
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
                    "application/json": components["schemas"]["TeamSso"];
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
    deleteTeamSso: {
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
    proveTeamSsoDomain: {
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
                    "application/json": components["schemas"]["TeamSso"];
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
    confirmTeamSsoDomain: {
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
                    "application/json": components["schemas"]["TeamSso"];
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
    getSecondFactors: {
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
                    "application/json": components["schemas"]["SecondFactors"];
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
    startTotp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Where the account has one; without, the sign-in must be fresh */
                    password?: string;
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
                    "application/json": components["schemas"]["TotpStart"];
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
    confirmTotp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    code: string;
                    /**
                     * @description Who keeps the tokens: the browser in cookies, or the client that gets them
                     * @default client
                     * @enum {unknown}
                     */
                    keep?: "cookie" | "client";
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
                    "application/json": components["schemas"]["SecondFactorOn"];
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
    startCode: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {unknown} */
                    channel: "mail" | "phone";
                    /** @description E.164; with `phone` only */
                    phoneNumber?: string;
                    /** @description Where the account has one; without, the sign-in must be fresh */
                    password?: string;
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
                    "application/json": components["schemas"]["CodeSent"];
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
    confirmCode: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    code: string;
                    /**
                     * @description Who keeps the tokens: the browser in cookies, or the client that gets them
                     * @default client
                     * @enum {unknown}
                     */
                    keep?: "cookie" | "client";
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
                    "application/json": components["schemas"]["SecondFactorOn"];
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
    removeCodeChannel: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {unknown} */
                    channel: "mail" | "phone";
                    /** @description Where the account has one; without, the sign-in must be fresh */
                    password?: string;
                };
            };
        };
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
    enablePasskeyFactor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Where the account has one; without, the sign-in must be fresh */
                    password?: string;
                    /**
                     * @description Who keeps the tokens: the browser in cookies, or the client that gets them
                     * @default client
                     * @enum {unknown}
                     */
                    keep?: "cookie" | "client";
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
                    "application/json": components["schemas"]["SecondFactorOn"];
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
    disableSecondFactors: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Where the account has one; without, the sign-in must be fresh */
                    password?: string;
                };
            };
        };
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
    renewRecoveryCodes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Where the account has one; without, the sign-in must be fresh */
                    password?: string;
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
                    "application/json": components["schemas"]["RecoveryCodes"];
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
    startStepUp: {
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
                    "application/json": components["schemas"]["ChallengeAnswer"];
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
    listRememberedDevices: {
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
                    "application/json": {
                        items: components["schemas"]["RememberedDevice"][];
                    };
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
    forgetDevice: {
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
    listPasskeys: {
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
                    "application/json": {
                        items: components["schemas"]["Passkey"][];
                    };
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
    createPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Handed back as it came */
                    state: string;
                    response: {
                        [key: string]: unknown;
                    };
                    name?: string;
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
                    "application/json": components["schemas"]["Passkey"];
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
    startPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Where the account has one; without, the sign-in must be fresh */
                    password?: string;
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
                    "application/json": components["schemas"]["PasskeyOptions"];
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
    deletePasskey: {
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
    renamePasskey: {
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
                    name: string;
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
                    "application/json": components["schemas"]["Passkey"];
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
