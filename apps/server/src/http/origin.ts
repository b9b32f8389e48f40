import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Origin, withOrigin } from '../audit/origin.ts';

/** Lets the audit log know from where each request came. */
export function noteOrigins(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => withOrigin(originOf(request), done));
  // A body arrives in calls that belong to the socket, not to the request.
  app.addHook('preValidation', (request, _reply, done) => withOrigin(originOf(request), done));
}

function originOf(request: FastifyRequest): Origin {
  return {
    address: request.ip,
    userAgent: String(request.headers['user-agent'] ?? ''),
    requestId: request.id,
    impersonatorId: () => request.actor?.impersonatorId ?? null,
  };
}
