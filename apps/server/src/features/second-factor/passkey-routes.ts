import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { IdentityDeps } from '../../deps.ts';
import { ctxOf } from '../../http/ctx.ts';
import { answers, IdParams, listOf, ref } from '../../http/schema.ts';
import { askerOf } from '../../http/login-answer.ts';
import {
  createPasskey,
  deletePasskey,
  listPasskeys,
  renamePasskey,
  startPasskey,
} from './passkeys.ts';
import { NewPasskey, Passkey, PasskeyEdit, PasskeyOptions, WithPassword } from './schemas.ts';

const tags = ['passkeys'];

/** Passkeys of who is signed in. */
export const passkeyRoutes =
  (deps: IdentityDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/passkeys',
      {
        schema: {
          operationId: 'listPasskeys',
          summary: 'Passkeys of who is signed in',
          tags,
          response: answers({ 200: listOf(ref(Passkey)) }),
        },
      },
      (request) => listPasskeys(ctxOf(deps, request)),
    );
    app.post(
      '/passkeys/options',
      {
        schema: {
          operationId: 'startPasskey',
          summary: 'What the browser makes a new passkey from',
          tags,
          body: WithPassword,
          response: answers({ 200: ref(PasskeyOptions) }),
        },
      },
      (request) => startPasskey(ctxOf(deps, request), request.body.password, askerOf(request)),
    );
    app.post(
      '/passkeys',
      {
        schema: {
          operationId: 'createPasskey',
          summary: 'Keeps a new passkey',
          tags,
          body: NewPasskey,
          response: answers({ 201: ref(Passkey) }),
        },
      },
      async (request, reply) =>
        reply
          .code(201)
          .send(await createPasskey(ctxOf(deps, request), request.body, askerOf(request))),
    );
    app.patch(
      '/passkeys/:id',
      {
        schema: {
          operationId: 'renamePasskey',
          summary: 'Gives a passkey another name',
          tags,
          params: IdParams,
          body: PasskeyEdit,
          response: answers({ 200: ref(Passkey) }),
        },
      },
      (request) => renamePasskey(ctxOf(deps, request), request.params.id, request.body.name),
    );
    app.delete(
      '/passkeys/:id',
      {
        schema: {
          operationId: 'deletePasskey',
          summary: 'Forgets a passkey',
          tags,
          params: IdParams,
          response: answers({ 204: Type.Null() }),
        },
      },
      async (request, reply) => {
        await deletePasskey(ctxOf(deps, request), request.params.id);
        return reply.code(204).send(null);
      },
    );
  };
