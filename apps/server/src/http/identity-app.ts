import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Fastify, { type FastifyInstance } from 'fastify';
import type { IdentityDeps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { authenticate } from './authenticate.ts';
import { checkOnUse, serializeOnUse } from './compile.ts';
import { allowOrigins } from './cors.ts';
import { guardOrigin } from './guard.ts';
import { secureHeaders } from './headers.ts';
import { noteOrigins } from './origin.ts';
import { answerErrors, sendProblem } from './problem.ts';
import { requestLog } from './request-log.ts';
import { listComponents } from './schema.ts';

export type RouteGroup = {
  readonly plugin: (deps: IdentityDeps) => FastifyPluginAsyncTypebox;
  readonly prefix?: string;
};

/** The part of a request's headers that whoever hands it in sets, and nobody outside. */
export const REQUEST_ID_HEADER = 'x-request-id';

/** A server of some of identity's routes, behind the same door as the whole one, for requests that are injected. */
export async function buildIdentityApp(
  deps: IdentityDeps,
  routes: readonly RouteGroup[],
): Promise<FastifyInstance> {
  const { TRUSTED_PROXIES } = deps.config;
  const app = Fastify({
    ...requestLog(deps.log),
    schemaController: serializeOnUse(),
    bodyLimit: 1024 * 1024,
    routerOptions: { maxParamLength: 200 },
    trustProxy: TRUSTED_PROXIES.length > 0 ? [...TRUSTED_PROXIES] : false,
    requestIdHeader: REQUEST_ID_HEADER,
    genReqId: () => deps.newId(),
  });
  app.setValidatorCompiler(checkOnUse);
  answerErrors(app);
  noteOrigins(app);
  guardOrigin(app, deps.config);
  allowOrigins(app, deps.config);
  secureHeaders(app, deps.config);
  authenticate(app, deps, { asksStore: true });
  for (const schema of listComponents()) app.addSchema(schema);
  for (const { plugin, prefix = '' } of routes) await app.register(plugin(deps), { prefix });
  app.setNotFoundHandler((request, reply) =>
    sendProblem(new AppError('not_found', 'There is nothing here'), request, reply),
  );
  await app.ready();
  return app;
}
