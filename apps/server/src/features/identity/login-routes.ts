import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { IdentityDeps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { toAppError } from '../../http/problem.ts';
import { answers, ref } from '../../http/schema.ts';
import { Login, OAuthError, OAuthToken, TokenForm } from './account-schemas.ts';
import { answerLogin, askerOf } from '../../http/login-answer.ts';
import { TokenAnswer } from './schemas.ts';
import { login } from './sign-in.ts';

const tags = ['identity'];

/** Signing in by address and password. */
export const loginRoutes =
  (deps: IdentityDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      '/auth/login',
      {
        schema: {
          operationId: 'login',
          summary: 'Signs in with e-mail address and password',
          tags,
          body: Login,
          response: answers({ 200: ref(TokenAnswer) }),
        },
      },
      async (request, reply) => {
        const result = await login(deps, request.body, askerOf(request));
        return answerLogin(deps, reply, result, request.body.keep);
      },
    );
    await app.register(tokenRoute(deps));
  };

/** Forms are understood here only: browsers send them across sites without asking. */
const tokenRoute =
  (deps: IdentityDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    acceptForms(app);
    app.setErrorHandler((error: FastifyError | AppError, request, reply) =>
      sendOAuthError(toAppError(error), request, reply),
    );
    app.post(
      '/api/auth/token',
      {
        schema: {
          operationId: 'createToken',
          summary: 'Signs in by the password grant of OAuth 2',
          tags,
          consumes: ['application/x-www-form-urlencoded'],
          body: TokenForm,
          response: { 200: ref(OAuthToken), '4xx': ref(OAuthError), '5xx': ref(OAuthError) },
        },
      },
      async (request, reply) => {
        const { username: email, password } = request.body;
        const result = await login(deps, { email, password }, askerOf(request));
        const answer = await answerLogin(deps, reply, result);
        return {
          access_token: answer.accessToken ?? '',
          token_type: 'bearer' as const,
          expires_in: answer.expiresIn,
          refresh_token: answer.refreshToken ?? '',
        };
      },
    );
  };

function acceptForms(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: 16 * 1024 },
    (_request, body, done) => {
      done(null, Object.fromEntries(new URLSearchParams(String(body))));
    },
  );
}

/** An error as RFC 6749, 5.2 wants it, with our code beside. */
function sendOAuthError(problem: AppError, request: FastifyRequest, reply: FastifyReply) {
  const { status, code, message, members } = problem;
  if (status >= 500) request.log.error({ err: problem.cause ?? problem }, code);
  const { retryAfterSeconds, challenge, methods } = members;
  if (typeof retryAfterSeconds === 'number') void reply.header('retry-after', retryAfterSeconds);
  const isGrant = status === 401 || status === 403;
  return reply
    .code(isGrant ? 400 : status)
    .header('cache-control', 'no-store')
    .send({
      error: oauthErrorOf(status, isGrant),
      error_description: message,
      code,
      ...(challenge !== undefined && { challenge, methods }),
      requestId: request.id,
    });
}

function oauthErrorOf(status: number, isGrant: boolean): string {
  if (isGrant) return 'invalid_grant';
  if (status === 429 || status === 503) return 'temporarily_unavailable';
  return status >= 500 ? 'server_error' : 'invalid_request';
}
