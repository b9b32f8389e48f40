import type { FastifyRequest } from 'fastify';
import type { IdentityCtx, IdentityDeps } from '../deps.ts';
import { AppError } from '../errors.ts';

/** What a verb gets: the server's outside world and who asks. */
export function ctxOf<T extends Pick<IdentityDeps, 'log'>>(
  deps: T,
  request: FastifyRequest,
): T & Pick<IdentityCtx, 'actor'> {
  const { actor } = request;
  if (!actor) throw new AppError('unauthorized', 'Sign in first');
  return { ...deps, log: request.log as T['log'], actor };
}
