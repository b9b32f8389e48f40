import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IdentityDeps } from '../deps.ts';
import { AppError } from '../errors.ts';
import {
  type Asker,
  DEVICE_COOKIE,
  getUser,
  type LoginResult,
} from '../features/identity/verbs.ts';
import type { Tokens } from '../identity/identity.ts';
import { cookieOf, setTokenCookies, toBrowser } from './cookies.ts';

export const askerOf = (request: FastifyRequest): Asker => ({
  address: request.ip,
  userAgent: String(request.headers['user-agent'] ?? '').slice(0, 300),
  device: cookieOf(request, DEVICE_COOKIE),
  cookies: request.headers.cookie,
});

/** Answers a sign-in: tokens in cookies that no script reads, or in the body for programs. */
export async function answerTokens(
  deps: IdentityDeps,
  reply: FastifyReply,
  tokens: Tokens,
  keep: 'cookie' | 'client' = 'client',
) {
  const { accessToken, refreshToken, expiresIn, userId } = tokens;
  void reply.header('cache-control', 'no-store');
  if (keep === 'cookie') setTokenCookies(reply, deps.identity.publicUrl, tokens);
  const shown = keep === 'cookie' ? {} : { accessToken, refreshToken };
  return { ...shown, expiresIn, user: await getUser(deps, userId) };
}

/** Answers what `finishLogin` found: tokens, or the problem that a second factor is wanted. */
export async function answerLogin(
  deps: IdentityDeps,
  reply: FastifyReply,
  result: LoginResult,
  keep: 'cookie' | 'client' = 'client',
) {
  if (result.kind === 'second-factor') {
    const { challenge, methods } = result;
    throw new AppError('second_factor_required', 'Show a second factor', {
      members: { challenge, methods },
    });
  }
  const answer = await answerTokens(deps, reply, result.tokens, keep);
  if (result.cookies.length > 0)
    void reply.header('set-cookie', toBrowser(deps.identity.publicUrl, result.cookies));
  return answer;
}
