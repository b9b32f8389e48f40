import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { IdentityDeps } from '../../deps.ts';
import { ctxOf } from '../../http/ctx.ts';
import { answers, IdParams, listOf, ref } from '../../http/schema.ts';
import { answerTokens, askerOf } from '../../http/login-answer.ts';
import {
  ChallengeAnswer,
  CodeConfirm,
  CodeRemove,
  CodeSent,
  CodeStart,
  PasskeyFactor,
  RecoveryCodes,
  RememberedDevice,
  SecondFactorOn,
  SecondFactors,
  TotpConfirm,
  TotpStart,
  WithPassword,
} from './schemas.ts';
import { confirmCode, removeCodeChannel, startCode } from './code-channel.ts';
import {
  confirmTotp,
  disableSecondFactors,
  enablePasskeyFactor,
  forgetDevice,
  getSecondFactors,
  listRememberedDevices,
  renewRecoveryCodes,
  startTotp,
} from './verbs.ts';
import { startStepUp } from './step-up.ts';

const tags = ['second factors'];

/** Second factors of who is signed in: which there are, turning them on and off. */
export const secondFactorRoutes =
  (deps: IdentityDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/second-factors',
      {
        schema: {
          operationId: 'getSecondFactors',
          summary: 'Which second factors are set up',
          tags,
          response: answers({ 200: ref(SecondFactors) }),
        },
      },
      (request) => getSecondFactors(ctxOf(deps, request)),
    );
    app.post(
      '/second-factors/totp/start',
      {
        schema: {
          operationId: 'startTotp',
          summary: 'A new secret for an authenticator app; it counts once a code was confirmed',
          tags,
          body: WithPassword,
          response: answers({ 200: ref(TotpStart) }),
        },
      },
      (request) => startTotp(ctxOf(deps, request), request.body.password),
    );
    app.post(
      '/second-factors/totp/confirm',
      {
        schema: {
          operationId: 'confirmTotp',
          summary: 'Turns the authenticator app on, by a code of it',
          tags,
          body: TotpConfirm,
          response: answers({ 200: ref(SecondFactorOn) }),
        },
      },
      async (request, reply) => {
        const { code, keep } = request.body;
        const { tokens, recoveryCodes } = await confirmTotp(ctxOf(deps, request), code);
        return { ...(await answerTokens(deps, reply, tokens, keep)), recoveryCodes };
      },
    );
    app.post(
      '/second-factors/code/start',
      {
        schema: {
          operationId: 'startCode',
          summary: 'Sends a code to the e-mail address or to a phone, to turn this channel on',
          tags,
          body: CodeStart,
          response: answers({ 200: ref(CodeSent) }),
        },
      },
      (request) => startCode(ctxOf(deps, request), request.body),
    );
    app.post(
      '/second-factors/code/confirm',
      {
        schema: {
          operationId: 'confirmCode',
          summary: 'Turns codes by mail or phone on, by the code that was sent',
          tags,
          body: CodeConfirm,
          response: answers({ 200: ref(SecondFactorOn) }),
        },
      },
      async (request, reply) => {
        const { code, keep } = request.body;
        const { tokens, recoveryCodes } = await confirmCode(ctxOf(deps, request), code);
        return { ...(await answerTokens(deps, reply, tokens, keep)), recoveryCodes };
      },
    );
    app.post(
      '/second-factors/code/remove',
      {
        schema: {
          operationId: 'removeCodeChannel',
          summary: 'Sends no more codes by mail, or to the phone',
          tags,
          body: CodeRemove,
          response: answers({ 204: Type.Null() }),
        },
      },
      async (request, reply) => {
        await removeCodeChannel(ctxOf(deps, request), request.body);
        return reply.code(204).send(null);
      },
    );
    app.post(
      '/second-factors/passkey',
      {
        schema: {
          operationId: 'enablePasskeyFactor',
          summary: 'Asks for a passkey wherever one signs in otherwise',
          tags,
          body: PasskeyFactor,
          response: answers({ 200: ref(SecondFactorOn) }),
        },
      },
      async (request, reply) => {
        const { password, keep } = request.body;
        const on = await enablePasskeyFactor(ctxOf(deps, request), password);
        const { tokens, recoveryCodes } = on;
        return { ...(await answerTokens(deps, reply, tokens, keep)), recoveryCodes };
      },
    );
    app.post(
      '/second-factors/disable',
      {
        schema: {
          operationId: 'disableSecondFactors',
          summary: 'Turns all second factors off; passkeys stay as a way in',
          tags,
          body: WithPassword,
          response: answers({ 204: Type.Null() }),
        },
      },
      async (request, reply) => {
        await disableSecondFactors(ctxOf(deps, request), request.body.password);
        return reply.code(204).send(null);
      },
    );
    app.post(
      '/second-factors/recovery-codes',
      {
        schema: {
          operationId: 'renewRecoveryCodes',
          summary: 'New recovery codes; the older ones end',
          tags,
          body: WithPassword,
          response: answers({ 200: ref(RecoveryCodes) }),
        },
      },
      (request) => renewRecoveryCodes(ctxOf(deps, request), request.body.password),
    );
    app.post(
      '/second-factors/challenge',
      {
        schema: {
          operationId: 'startStepUp',
          summary:
            'A challenge for who is signed in by one factor; POST /auth/second-factor ends it',
          tags,
          response: answers({ 200: ref(ChallengeAnswer) }),
        },
      },
      (request) => startStepUp(ctxOf(deps, request)),
    );
    app.get(
      '/second-factors/devices',
      {
        schema: {
          operationId: 'listRememberedDevices',
          summary: 'Browsers that are asked for no second factor',
          tags,
          response: answers({ 200: listOf(ref(RememberedDevice)) }),
        },
      },
      (request) => listRememberedDevices(ctxOf(deps, request), askerOf(request).device),
    );
    app.delete(
      '/second-factors/devices/:id',
      {
        schema: {
          operationId: 'forgetDevice',
          summary: 'Asks this browser for a second factor again',
          tags,
          params: IdParams,
          response: answers({ 204: Type.Null() }),
        },
      },
      async (request, reply) => {
        await forgetDevice(ctxOf(deps, request), request.params.id);
        return reply.code(204).send(null);
      },
    );
  };
