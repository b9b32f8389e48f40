import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Deps } from '../../deps.ts';
import { toBrowser } from '../../http/cookies.ts';
import { answers, ref } from '../../http/schema.ts';
import { sendOn } from '../../http/send-on.ts';
import { askerOf } from '../../http/login-answer.ts';
import { CallbackQuery, Redirected, SignInRedirect } from '../social/schemas.ts';
import { FinishSamlQuery, SsoParams, SsoSignIn } from './schemas.ts';
import { finishOidc, finishSaml, getSamlMetadata, startSso, takeSamlResponse } from './sign-in.ts';

const tags = ['identity'];
const FORM = 'application/x-www-form-urlencoded';
const LARGEST_FORM = 512 * 1024;

/** Signing in with the identity provider of a team. */
export const ssoSignInRoutes =
  (deps: Deps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      '/auth/sso',
      {
        schema: {
          operationId: 'startSso',
          summary: 'Begins to sign in with the identity provider of one’s mail address',
          tags,
          body: SsoSignIn,
          response: answers({ 200: ref(SignInRedirect) }),
        },
      },
      async (request, reply) => {
        const { url, cookies } = await startSso(deps, request.body, askerOf(request));
        return reply
          .header('set-cookie', toBrowser(deps.identity.publicUrl, cookies))
          .send({ url });
      },
    );
    app.get(
      '/auth/sso/callback/:providerId',
      {
        schema: {
          operationId: 'finishOidc',
          summary: 'Where an OpenID Connect provider of a team sends the browser back to',
          tags,
          params: SsoParams,
          querystring: CallbackQuery,
          response: answers({ 302: Redirected }),
        },
      },
      (request, reply) =>
        sendOn(deps, request, reply, () =>
          finishOidc(deps, request.params.providerId, request.query, askerOf(request)),
        ),
    );
    app.get(
      '/auth/sso/finish',
      {
        schema: {
          operationId: 'finishSaml',
          summary: 'Ends a SAML sign-in in the browser that began it',
          tags,
          querystring: FinishSamlQuery,
          response: answers({ 302: Redirected }),
        },
      },
      (request, reply) =>
        sendOn(deps, request, reply, () =>
          finishSaml(deps, request.query.ticket, askerOf(request)),
        ),
    );
    app.get(
      '/auth/saml/:providerId/metadata',
      {
        schema: {
          operationId: 'getSamlMetadata',
          summary: 'What a SAML identity provider wants to know of us',
          tags,
          produces: ['application/samlmetadata+xml'],
          params: SsoParams,
          response: answers({ 200: Type.String() }),
        },
      },
      async (request, reply) =>
        reply
          .type('application/samlmetadata+xml')
          .send(await getSamlMetadata(deps, request.params.providerId)),
    );
    await app.register(acsRoute(deps));
  };

/** The one form that other sites may post here: its bytes go to the library as they came, and no session is read. */
const acsRoute =
  (deps: Deps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser(
      FORM,
      { parseAs: 'buffer', bodyLimit: LARGEST_FORM },
      (_request, body, done) => done(null, body),
    );
    app.post(
      '/auth/saml/:providerId/acs',
      {
        schema: {
          operationId: 'takeSamlResponse',
          summary: 'Where a SAML identity provider posts its answer to',
          tags,
          consumes: [FORM],
          params: SsoParams,
          response: answers({ 303: Redirected }),
        },
      },
      async (request, reply) => {
        const { providerId } = request.params;
        const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const form = { bytes, mediaType: FORM };
        const to = await takeSamlResponse(deps, providerId, form, askerOf(request));
        return reply.header('cache-control', 'no-store').redirect(to, 303);
      },
    );
  };
