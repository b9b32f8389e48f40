import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { IdentityDeps } from '../../deps.ts';
import { toBrowser } from '../../http/cookies.ts';
import { answers, ref } from '../../http/schema.ts';
import { sendOn } from '../../http/send-on.ts';
import { answerLogin, askerOf } from '../../http/login-answer.ts';
import { TokenAnswer } from '../identity/schemas.ts';

import {
  CallbackQuery,
  GoogleSignIn,
  Redirected,
  SignInProviders,
  SignInRedirect,
  SocialSignIn,
} from './schemas.ts';
import { finishSocial, listSignInProviders, signInByGoogle, startSocial } from './verbs.ts';

/** Signing in with an account elsewhere that is configured for everybody. */
export const socialRoutes =
  (deps: IdentityDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/auth/providers',
      {
        schema: {
          operationId: 'listSignInProviders',
          summary: 'With which accounts elsewhere one may sign in',
          tags: ['identity'],
          response: answers({ 200: ref(SignInProviders) }),
        },
      },
      () => listSignInProviders(deps),
    );
    app.post(
      '/auth/social',
      {
        schema: {
          operationId: 'startSocialSignIn',
          summary: 'Begins to sign in with an account elsewhere',
          tags: ['identity'],
          body: SocialSignIn,
          response: answers({ 200: ref(SignInRedirect) }),
        },
      },
      async (request, reply) => {
        const { url, cookies } = await startSocial(deps, request.body, askerOf(request));
        return reply
          .header('set-cookie', toBrowser(deps.identity.publicUrl, cookies))
          .send({ url });
      },
    );
    app.get(
      '/auth/callback/:provider',
      {
        schema: {
          operationId: 'finishSocialSignIn',
          summary: 'Where a provider sends the browser back to',
          tags: ['identity'],
          params: Type.Object({ provider: Type.String({ maxLength: 50 }) }),
          querystring: CallbackQuery,
          response: answers({ 302: Redirected }),
        },
      },
      (request, reply) =>
        sendOn(deps, request, reply, () =>
          finishSocial(deps, request.params.provider, request.query, askerOf(request)),
        ),
    );
    app.post(
      '/auth/google',
      {
        schema: {
          operationId: 'signInByGoogle',
          summary: 'Signs in with an ID token of Google',
          tags: ['identity'],
          body: GoogleSignIn,
          response: answers({ 200: ref(TokenAnswer) }),
        },
      },
      async (request, reply) =>
        answerLogin(
          deps,
          reply,
          await signInByGoogle(deps, request.body, askerOf(request)),
          request.body.keep,
        ),
    );
  };
