import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Deps } from '../../deps.ts';
import { ctxOf } from '../../http/ctx.ts';
import { answers, IdParams, listOf, ref } from '../../http/schema.ts';
import {
  giveConsent,
  grantSupportAccess,
  listConsents,
  listConsentTexts,
  withdrawSupportAccess,
} from './consents.ts';
import { askForDeletion, cancelDeletion, previewDeletion } from './deletion.ts';
import { createDataExport, getDataExport, listDataExports, openDataExport } from './exports.ts';
import {
  Consent,
  ConsentText,
  DataExport,
  Deletion,
  NewConsent,
  NewDeletion,
  NewSupportAccess,
} from './schemas.ts';

/** What people are owed: their data, its removal, and the words they agreed to. */
export const privacyRoutes =
  (deps: Deps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      '/privacy/exports',
      {
        schema: {
          operationId: 'createDataExport',
          summary: 'Begins to gather everything about who is signed in, as one .zip',
          tags: ['privacy'],
          response: answers({ 202: ref(DataExport) }),
        },
      },
      async (request, reply) => reply.code(202).send(await createDataExport(ctxOf(deps, request))),
    );
    app.get(
      '/privacy/exports',
      {
        schema: {
          operationId: 'listDataExports',
          summary: 'What was gathered, newest first',
          tags: ['privacy'],
          response: answers({ 200: listOf(ref(DataExport)) }),
        },
      },
      (request) => listDataExports(ctxOf(deps, request)),
    );
    app.get(
      '/privacy/exports/:id',
      {
        schema: {
          operationId: 'getDataExport',
          summary: 'How far it is',
          tags: ['privacy'],
          params: IdParams,
          response: answers({ 200: ref(DataExport) }),
        },
      },
      (request) => getDataExport(ctxOf(deps, request), request.params.id),
    );
    app.get(
      '/privacy/exports/:id/file',
      {
        schema: {
          operationId: 'getDataExportFile',
          summary: 'The .zip, for a week',
          tags: ['privacy'],
          params: IdParams,
          response: answers({
            200: Type.Unsafe<unknown>({
              description: 'The file',
              content: { 'application/zip': { schema: { type: 'string', format: 'binary' } } },
            }),
          }),
        },
      },
      async (request, reply) => {
        const file = await openDataExport(ctxOf(deps, request), request.params.id);
        return reply
          .type('application/zip')
          .header('cache-control', 'no-store')
          .header('content-length', file.bytes)
          .header('content-disposition', `attachment; filename="${file.name}"`)
          .send(file.body);
      },
    );
    app.get(
      '/privacy/deletion',
      {
        schema: {
          operationId: 'previewDeletion',
          summary: 'What deleting this account would remove, and whether it is asked for',
          tags: ['privacy'],
          response: answers({ 200: ref(Deletion) }),
        },
      },
      (request) => previewDeletion(ctxOf(deps, request)),
    );
    app.post(
      '/privacy/deletion',
      {
        schema: {
          operationId: 'askForDeletion',
          summary: 'Asks for the removal of this account; it happens after a time of grace',
          tags: ['privacy'],
          body: NewDeletion,
          response: answers({ 202: ref(Deletion) }),
        },
      },
      async (request, reply) =>
        reply.code(202).send(await askForDeletion(ctxOf(deps, request), request.body)),
    );
    app.delete(
      '/privacy/deletion',
      {
        schema: {
          operationId: 'cancelDeletion',
          summary: 'Keeps the account after all',
          tags: ['privacy'],
          response: answers({ 200: ref(Deletion) }),
        },
      },
      (request) => cancelDeletion(ctxOf(deps, request)),
    );
    app.get(
      '/privacy/texts',
      {
        schema: {
          operationId: 'listConsentTexts',
          summary: 'The words that people agree to',
          tags: ['privacy'],
          response: answers({ 200: listOf(ref(ConsentText)) }),
        },
      },
      () => listConsentTexts(),
    );
    app.get(
      '/privacy/consents',
      {
        schema: {
          operationId: 'listConsents',
          summary: 'What was agreed to, newest first',
          tags: ['privacy'],
          response: answers({ 200: listOf(ref(Consent)) }),
        },
      },
      (request) => listConsents(ctxOf(deps, request)),
    );
    app.post(
      '/privacy/consents',
      {
        schema: {
          operationId: 'giveConsent',
          summary: 'Agrees to a text as it is now',
          tags: ['privacy'],
          body: NewConsent,
          response: answers({ 201: ref(Consent) }),
        },
      },
      async (request, reply) =>
        reply.code(201).send(await giveConsent(ctxOf(deps, request), request.body)),
    );
    app.post(
      '/privacy/support-access',
      {
        schema: {
          operationId: 'grantSupportAccess',
          summary: 'Lets an owner of the platform act as this person for some hours',
          tags: ['privacy'],
          body: NewSupportAccess,
          response: answers({ 201: ref(Consent) }),
        },
      },
      async (request, reply) =>
        reply.code(201).send(await grantSupportAccess(ctxOf(deps, request), request.body)),
    );
    app.delete(
      '/privacy/support-access',
      {
        schema: {
          operationId: 'withdrawSupportAccess',
          summary: 'Takes that back; who acts as this person is thrown out',
          tags: ['privacy'],
          response: answers({ 204: Type.Null() }),
        },
      },
      async (request, reply) => {
        await withdrawSupportAccess(ctxOf(deps, request));
        return reply.code(204).send(null);
      },
    );
  };
