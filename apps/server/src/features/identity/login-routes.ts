import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { IdentityDeps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { toAppError } from '../../http/problem.ts';
import { answers, ref } from '../../http/schema.ts';
import {
  AddressOnly,
  LinkAnswer,
  Login,
  NewAccount,
  OAuthError,
  OAuthToken,
  PasswordReset,
  SignInOptions,
  SigningKeys,
  SignUpAnswer,
  TokenForm,
} from './account-schemas.ts';
import { answerLogin, askerOf } from '../../http/login-answer.ts';
import { TokenAnswer } from './schemas.ts';
import { forgotPassword, getSignInOptions, login, resetPassword } from './sign-in.ts';
import { resendVerification, signUp, verifyEmail } from './sign-up.ts';

const tags = ['identity'];

/** What anyone may do: make an account, sign in, get back in. */
export const loginRoutes =
  (deps: IdentityDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/auth/options',
      {
        schema: {
          operationId: 'getSignInOptions',
          summary: 'How one gets in here',
          tags,
          response: answers({ 200: ref(SignInOptions) }),
        },
      },
      async () => getSignInOptions(deps),
    );
    app.post(
      '/auth/signup',
      {
        schema: {
          operationId: 'signUp',
          summary: 'Makes an account; answers the same where the address has one already',
          tags,
          body: NewAccount,
          response: answers({ 202: ref(SignUpAnswer) }),
        },
      },
      async (request, reply) =>
        reply.code(202).send(await signUp(deps, request.body, askerOf(request))),
    );
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
    app.post(
      '/auth/verify-email',
      {
        schema: {
          operationId: 'verifyEmail',
          summary: 'Confirms an e-mail address with the token of the mailed link',
          tags,
          body: LinkAnswer,
          response: answers({ 204: Type.Null() }),
        },
      },
      async (request, reply) => {
        await verifyEmail(deps, request.body.token, askerOf(request));
        return reply.code(204).send(null);
      },
    );
    app.post(
      '/auth/verify-email/resend',
      {
        schema: {
          operationId: 'resendVerification',
          summary: 'Mails the link again, should it be wanted there',
          tags,
          body: AddressOnly,
          response: answers({ 202: Type.Null() }),
        },
      },
      async (request, reply) => {
        await resendVerification(deps, request.body.email, askerOf(request));
        return reply.code(202).send(null);
      },
    );
    app.post(
      '/auth/forgot',
      {
        schema: {
          operationId: 'forgotPassword',
          summary: 'Mails a link to choose a new password, should there be an account',
          tags,
          body: AddressOnly,
          response: answers({ 202: Type.Null() }),
        },
      },
      async (request, reply) => {
        await forgotPassword(deps, request.body.email, askerOf(request));
        return reply.code(202).send(null);
      },
    );
    app.post(
      '/auth/reset',
      {
        schema: {
          operationId: 'resetPassword',
          summary: 'Sets a new password with the token of the mailed link; ends all login sessions',
          tags,
          body: PasswordReset,
          response: answers({ 204: Type.Null() }),
        },
      },
      async (request, reply) => {
        await resetPassword(deps, request.body, askerOf(request));
        return reply.code(204).send(null);
      },
    );
    app.get(
      '/.well-known/jwks.json',
      {
        schema: {
          operationId: 'listSigningKeys',
          summary: 'The public keys of access tokens (RFC 7517)',
          tags,
          response: answers({ 200: ref(SigningKeys) }),
        },
      },
      async (_request, reply) => {
        void reply.header('cache-control', 'public, max-age=300');
        return { keys: (await deps.identity.keyring.publicKeys()).keys.map((key) => ({ ...key })) };
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
