import multipart from '@fastify/multipart';
import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { Deps } from './deps.ts';
import { alertRoutes } from './features/alerts/routes.ts';
import { compareRoutes } from './features/compare/routes.ts';
import { diagnosticRoutes } from './features/diagnostics/routes.ts';
import { exportRoutes } from './features/exports/routes.ts';
import { healthRoutes } from './features/health/routes.ts';
import { importRoutes } from './features/imports/routes.ts';
import { lapRoutes } from './features/laps/routes.ts';
import { samplesRoutes } from './features/live/samples/routes.ts';
import { sessionRoutes } from './features/sessions/routes.ts';
import { syncRoutes } from './features/sync/routes.ts';
import { trackRoutes } from './features/tracks/routes.ts';
import { telemetrySocket } from './features/viewers/socket.ts';
import { ingestRoutes } from './features/ingest/routes.ts';
import { ingestSocket } from './features/ingest/socket.ts';
import { openWebSockets } from './http/websocket.ts';
import { guardOrigin } from './http/guard.ts';
import { secureHeaders } from './http/headers.ts';
import { describeApi } from './http/openapi.ts';
import { answerErrors } from './http/problem.ts';
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
];

/** The server without its socket: every route there is, on the given outside world. */
export async function buildApp(deps: Deps): Promise<FastifyInstance> {
  const loggerInstance: FastifyBaseLogger = deps.log;
  const app = Fastify({
    loggerInstance,
    bodyLimit: 1024 * 1024,
    routerOptions: { maxParamLength: 200 },
    http: { maxHeaderSize: 16 * 1024 },
    forceCloseConnections: 'idle',
    requestTimeout: 0,
    genReqId: () => deps.newId(),
    return503OnClosing: true,
  });
  app.setValidatorCompiler(TypeBoxValidatorCompiler);
  answerErrors(app);
  // Before the guard: it lets go of the sockets of upgrades that are refused.
  await openWebSockets(app);
  guardOrigin(app, deps.config);
  secureHeaders(app, deps.config.WEB_DIR);
  await app.register(multipart);
  await describeApi(app, deps.version);
  await app.register(ingestSocket(deps));
  await app.register(telemetrySocket(deps));
  await app.register(healthRoutes(deps));
  for (const routes of API_ROUTES) await app.register(routes(deps), { prefix: '/api' });
  await serveWebApp(app, deps.config.WEB_DIR);
  return app;
}
