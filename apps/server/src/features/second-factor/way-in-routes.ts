import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { IdentityDeps } from '../../deps.ts';
import { answers, ref } from '../../http/schema.ts';
import { answerLogin, askerOf } from '../../http/login-answer.ts';
import { requestMagicLink, signInByMagicLink } from './magic-link.ts';
import { sendCode, showCode } from './challenge.ts';
import { showPasskey, startPasskeyFactor } from './passkey-factor.ts';
import { signInByPasskey, startPasskeySignIn } from './passkeys.ts';
import {
  ChallengeOnly,
  CodeSent,
  CodeWanted,
  MagicLinkShown,
  MagicLinkWanted,
  PasskeyFactorShown,
  PasskeyOptions,
  PasskeyShown,
  SecondFactorShown,
  tokenAnswer,
} from './schemas.ts';

const tags = ['identity'];

/** Ways in without a password, and the second half of every way in. */
export const wayInRoutes =
  (deps: IdentityDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      '/auth/second-factor',
      {
        schema: {
          operationId: 'showSecondFactor',
          summary: 'Ends a sign-in that waits for its second factor, by a code',
          tags,
          body: SecondFactorShown,
          response: answers({ 200: tokenAnswer }),
        },
      },
      async (request, reply) => {
        const result = await showCode(deps, request.body, askerOf(request));
        return answerLogin(deps, reply, result, request.body.keep);
      },
    );
    app.post(
      '/auth/second-factor/send',
      {
        schema: {
          operationId: 'sendSecondFactorCode',
          summary: 'Sends the code of a sign-in that waits for its second factor',
          tags,
          body: CodeWanted,
          response: answers({ 200: ref(CodeSent) }),
        },
      },
      (request) => sendCode(deps, request.body, askerOf(request)),
    );
    app.post(
      '/auth/second-factor/passkey/options',
      {
        schema: {
          operationId: 'startPasskeyFactor',
          summary: 'What the browser asks a passkey for, as the second factor of a sign-in',
          tags,
          body: ChallengeOnly,
          response: answers({ 200: ref(PasskeyOptions) }),
        },
      },
      (request) => startPasskeyFactor(deps, request.body.challenge, askerOf(request)),
    );
    app.post(
      '/auth/second-factor/passkey',
      {
        schema: {
          operationId: 'showPasskeyFactor',
          summary: 'Ends a sign-in that waits for its second factor, by a passkey',
          tags,
          body: PasskeyFactorShown,
          response: answers({ 200: tokenAnswer }),
        },
      },
      async (request, reply) => {
        const result = await showPasskey(deps, request.body, askerOf(request));
        return answerLogin(deps, reply, result, request.body.keep);
      },
    );
    app.post(
      '/auth/passkey/options',
      {
        schema: {
          operationId: 'startPasskeySignIn',
          summary: 'What the browser asks a passkey for, to sign in by it alone',
          tags,
          response: answers({ 200: ref(PasskeyOptions) }),
        },
      },
      (request) => startPasskeySignIn(deps, askerOf(request)),
    );
    app.post(
      '/auth/passkey/verify',
      {
        schema: {
          operationId: 'signInByPasskey',
          summary: 'Signs in by a passkey',
          tags,
          body: PasskeyShown,
          response: answers({ 200: tokenAnswer }),
        },
      },
      async (request, reply) => {
        const result = await signInByPasskey(deps, request.body, askerOf(request));
        return answerLogin(deps, reply, result, request.body.keep);
      },
    );
    app.post(
      '/auth/magic-link',
      {
        schema: {
          operationId: 'requestMagicLink',
          summary:
            'Mails a link to sign in by; the answer is the same where nobody has the address',
          tags,
          body: MagicLinkWanted,
          response: answers({ 202: Type.Null() }),
        },
      },
      async (request, reply) => {
        await requestMagicLink(deps, request.body.email, askerOf(request));
        return reply.code(202).send(null);
      },
    );
    app.post(
      '/auth/magic-link/verify',
      {
        schema: {
          operationId: 'signInByMagicLink',
          summary:
            'Signs in by the token of a mailed link; opening the page of the link uses nothing up',
          tags,
          body: MagicLinkShown,
          response: answers({ 200: tokenAnswer }),
        },
      },
      async (request, reply) => {
        const { token, keep } = request.body;
        return answerLogin(
          deps,
          reply,
          await signInByMagicLink(deps, token, askerOf(request)),
          keep,
        );
      },
    );
  };
