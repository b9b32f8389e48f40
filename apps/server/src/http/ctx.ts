import type { FastifyRequest } from 'fastify';
import type { Ctx, Deps } from '../deps.ts';

/** What a verb gets: the server's outside world and who asks. */
export function ctxOf(deps: Deps, request: FastifyRequest): Ctx {
  return { ...deps, log: request.log as Deps['log'], actor: { userId: deps.ownerId } };
}
