import type { FastifyRequest } from 'fastify';
import type { Ctx, Deps } from '../deps.ts';
import { AppError } from '../errors.ts';

/** What a verb gets: the server's outside world and who asks. */
export function ctxOf(deps: Deps, request: FastifyRequest): Ctx {
  const { actor } = request;
  if (!actor) throw new AppError('unauthorized', 'Sign in first');
  return { ...deps, log: request.log as Deps['log'], actor };
}
