import multipart from '@fastify/multipart';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Deps } from './deps.ts';
import { administrationRoutes } from './features/administration/routes.ts';
import { alertRoutes } from './features/alerts/routes.ts';
import { backupRoutes } from './features/backups/routes.ts';
import { auditRoutes } from './features/audit/routes.ts';
import { compareRoutes } from './features/compare/routes.ts';
import { deviceLoginRoutes } from './features/device-login/routes.ts';
import { diagnosticRoutes } from './features/diagnostics/routes.ts';
import { exportRoutes } from './features/exports/routes.ts';
import { metricsRoutes } from './features/metrics/routes.ts';
import { healthRoutes } from './features/health/routes.ts';
import { selfRoutes } from './features/health/self-routes.ts';
import { importRoutes } from './features/imports/routes.ts';
import { invitationRoutes } from './features/invitations/routes.ts';
import { lapRoutes } from './features/laps/routes.ts';
import { privacyRoutes } from './features/privacy/routes.ts';
import { samplesRoutes } from './features/live/samples/routes.ts';
import { sessionRoutes } from './features/sessions/routes.ts';
import { sharingRoutes } from './features/sharing/routes.ts';
import { socialRoutes } from './features/social/routes.ts';
import { ssoRoutes } from './features/sso/routes.ts';
import { ssoSignInRoutes } from './features/sso/sign-in-routes.ts';
import { syncRoutes } from './features/sync/routes.ts';
import { teamRoutes } from './features/teams/routes.ts';
import { trackRoutes } from './features/tracks/routes.ts';
import { telemetrySocket } from './features/viewers/socket.ts';
import { identityRoutes } from './features/identity/routes.ts';
import { accountRoutes } from './features/identity/account-routes.ts';
import { loginRoutes } from './features/identity/login-routes.ts';
import { passwordRoutes } from './features/identity/password-routes.ts';
import { renewalRoutes } from './features/identity/renewal-routes.ts';
import { signUpRoutes } from './features/identity/sign-up-routes.ts';
import { whoRoutes } from './features/identity/who-routes.ts';
import { passkeyRoutes } from './features/second-factor/passkey-routes.ts';
import { secondFactorRoutes } from './features/second-factor/routes.ts';
import { wayInRoutes } from './features/second-factor/way-in-routes.ts';
import { ingestRoutes } from './features/ingest/routes.ts';
import { ingestSocket } from './features/ingest/socket.ts';
import { openWebSockets } from './http/websocket.ts';
import { authenticate } from './http/authenticate.ts';
import { checkOnUse, serializeOnUse } from './http/compile.ts';
import { allowOrigins } from './http/cors.ts';
import { measureRequests } from './http/measure.ts';
import { shedLoad } from './http/shed.ts';
import { guardOrigin } from './http/guard.ts';
import { noteOrigins } from './http/origin.ts';
import { secureHeaders } from './http/headers.ts';
import { describeApi } from './http/openapi.ts';
import { answerErrors } from './http/problem.ts';
import { requestLog } from './http/request-log.ts';
import { serveWebApp } from './http/static.ts';

const API_ROUTES = [
  alertRoutes,
  ingestRoutes,
  importRoutes,
  sessionRoutes,
  samplesRoutes,
  lapRoutes,
  trackRoutes,
  compareRoutes,
  exportRoutes,
  diagnosticRoutes,
  syncRoutes,
  auditRoutes,
  backupRoutes,
  privacyRoutes,
  teamRoutes,
  invitationRoutes,
  ssoRoutes,
  secondFactorRoutes,
  passkeyRoutes,
];

/** The server without its socket: every route there is, on the given outside world. */
export async function buildApp(deps: Deps): Promise<FastifyInstance> {
  const app = Fastify({
    ...requestLog(deps.log),
    schemaController: serializeOnUse(),
    bodyLimit: 1024 * 1024,
    routerOptions: { maxParamLength: 200 },
    http: { maxHeaderSize: 16 * 1024 },
    forceCloseConnections: 'idle',
    requestTimeout: 0,
    keepAliveTimeout: deps.config.KEEP_ALIVE_SECONDS * 1000,
    trustProxy: deps.config.TRUSTED_PROXIES.length > 0 ? [...deps.config.TRUSTED_PROXIES] : false,
    genReqId: () => deps.newId(),
    return503OnClosing: true,
  });
  app.setValidatorCompiler(checkOnUse);
  answerErrors(app);
  if (deps.config.OTEL_EXPORTER_OTLP_ENDPOINT !== '')
    await (await import('./http/trace.ts')).traceRequests(app);
  // Before the guard: it lets go of the sockets of upgrades that are refused.
  await openWebSockets(app, () => deps.ingest.flush());
  measureRequests(app, deps);
  shedLoad(app, deps);
  noteOrigins(app);
  guardOrigin(app, deps.config);
  allowOrigins(app, deps.config);
  secureHeaders(app, deps.config);
  authenticate(app, deps);
  await app.register(multipart);
  await describeApi(app, deps.version);
  await app.register(ingestSocket(deps));
  await app.register(telemetrySocket(deps));
  await app.register(healthRoutes(deps));
  await app.register(metricsRoutes(deps));
  await app.register(selfRoutes(deps));
  await app.register(identityRoutes(deps));
  await app.register(renewalRoutes(deps));
  await app.register(deviceLoginRoutes(deps));
  await app.register(sharingRoutes(deps));
  await app.register(signUpRoutes(deps));
  await app.register(loginRoutes(deps));
  await app.register(passwordRoutes(deps));
  await app.register(whoRoutes(deps));
  await app.register(accountRoutes(deps));
  await app.register(administrationRoutes(deps));
  await app.register(wayInRoutes(deps));
  await app.register(socialRoutes(deps));
  await app.register(ssoSignInRoutes(deps));
  for (const routes of API_ROUTES) await app.register(routes(deps), { prefix: '/api' });
  await serveWebApp(app, deps.config.WEB_DIR);
  return app;
}
