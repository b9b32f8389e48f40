import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../errors.ts';

/** A hook that wants `Authorization: Bearer <token>`; everybody may pass where no token is set. */
export function requireToken(token: string): (request: FastifyRequest) => Promise<void> {
  const wanted = digest(`Bearer ${token}`);
  return async (request) => {
    if (token === '') return;
    if (!timingSafeEqual(wanted, digest(request.headers.authorization ?? '')))
      throw new AppError('unauthorized', 'The token is missing or wrong');
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
