import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { IdentityDeps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import {
  clearReturnCookie,
  clearTokenCookies,
  loginCookieOf,
  REFRESH_COOKIE,
  RETURN_COOKIE,
} from '../../http/cookies.ts';
import { answerTokens } from '../../http/login-answer.ts';
import { answers, ref } from '../../http/schema.ts';
import { Refresh, TokenAnswer } from './schemas.ts';
import { logout } from './verbs.ts';

/** New tokens for old, and the end of them. */
export const renewalRoutes =
  (deps: IdentityDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { publicUrl } = deps.identity;
    app.post(
      '/auth/refresh',
      {
        schema: {
          operationId: 'refreshTokens',
          summary: 'New tokens for a refresh token, which is used up',
          tags: ['identity'],
          body: Refresh,
          response: answers({ 200: ref(TokenAnswer) }),
        },
      },
      async (request, reply) => {
        await deps.throttle.fromNetwork('refresh', request.ip);
        const given = request.body.refreshToken;
        const token = given ?? loginCookieOf(request, publicUrl, REFRESH_COOKIE);
        if (!token) throw new AppError('refresh_token_invalid', 'There is no refresh token');
        try {
          const tokens = await deps.identity.rotateTokens(token);
          return await answerTokens(deps, reply, tokens, given ? 'client' : 'cookie');
        } catch (error) {
          if (!given) clearTokenCookies(reply, publicUrl);
          throw error;
        }
      },
    );
    app.post(
      '/auth/logout',
      {
        schema: {
          operationId: 'logout',
          summary: 'Ends this login session and all of its tokens',
          tags: ['identity'],
          body: Refresh,
          response: answers({ 204: Type.Null() }),
        },
      },
      async (request, reply) => {
        const refreshToken =
          request.body.refreshToken ?? loginCookieOf(request, publicUrl, REFRESH_COOKIE);
        const returnToken = loginCookieOf(request, publicUrl, RETURN_COOKIE);
        await logout(deps, request.actor, { refreshToken, returnToken });
        clearTokenCookies(reply, publicUrl);
        // By http it has a path of its own, and is not shown here.
        if (returnToken !== undefined || !publicUrl.startsWith('https:'))
          clearReturnCookie(reply, publicUrl);
        return reply.code(204).send(null);
      },
    );
  };
