import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Readable } from 'node:stream';
import { Type } from 'typebox';
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { ctxOf } from '../../http/ctx.ts';
import { answers, IdParams, ref } from '../../http/schema.ts';
import {
  CompleteSync,
  ObjectParams,
  Sync,
  SyncAnswer,
  SyncDigest,
  SyncManifest,
  SyncObjectState,
} from './schemas.ts';
import {
  announceSession,
  completeSession,
  getDigest,
  getObjectState,
  getSync,
  receiveObject,
  retrySync,
} from './verbs.ts';

const LARGEST_MANIFEST = 64 * 2 ** 20;

/** What forwarding servers speak to, and what the page shows of forwarding. */
export const syncRoutes =
  (deps: Deps): FastifyPluginAsyncTypebox =>
  async (app) => {
    // The bytes of an object are read as they come; they may be many.
    app.addContentTypeParser('application/octet-stream', (_request, body, done) =>
      done(null, body),
    );
    app.get(
      '/sync',
      {
        schema: {
          operationId: 'getSync',
          summary: 'How far forwarding to the upstream server is',
          tags: ['sync'],
          response: answers({ 200: ref(Sync) }),
        },
      },
      async (request) => getSync(ctxOf(deps, request)),
    );
    app.post(
      '/sync/retry',
      {
        schema: {
          operationId: 'retrySync',
          summary: 'Forwards again at once instead of waiting',
          tags: ['sync'],
          response: answers({ 202: Type.Null() }),
        },
      },
      async (request, reply) => {
        await retrySync(ctxOf(deps, request));
        return reply.code(202).send(null);
      },
    );
    app.post(
      '/sync/sessions',
      {
        bodyLimit: LARGEST_MANIFEST,
        schema: {
          operationId: 'announceSession',
          summary: 'Tells what a session is; answers which files are missing',
          tags: ['sync'],
          body: SyncManifest,
          response: answers({ 200: ref(SyncAnswer) }),
        },
      },
      async (request) => announceSession(ctxOf(deps, request), request.body),
    );
    app.get(
      '/sync/objects/:sha256',
      {
        schema: {
          operationId: 'getSyncObject',
          summary: 'How much of an announced file is here',
          tags: ['sync'],
          params: ObjectParams,
          response: answers({ 200: ref(SyncObjectState) }),
        },
      },
      async (request) => getObjectState(ctxOf(deps, request), request.params.sha256),
    );
    app.put(
      '/sync/objects/:sha256',
      {
        schema: {
          operationId: 'putSyncObject',
          summary: 'Bytes of an announced file, from the offset in `content-range` on',
          tags: ['sync'],
          consumes: ['application/octet-stream'],
          params: ObjectParams,
          headers: Type.Object({
            'content-range': Type.Optional(Type.String({ pattern: '^bytes \\d{1,15}-' })),
          }),
          response: answers({ 200: ref(SyncObjectState) }),
        },
      },
      async (request) =>
        receiveObject(
          ctxOf(deps, request),
          request.params.sha256,
          offsetOf(request.headers['content-range']),
          toBody(request.body),
        ),
    );
    app.post(
      '/sync/sessions/:id/complete',
      {
        schema: {
          operationId: 'completeSync',
          summary: 'Makes an announced session visible',
          tags: ['sync'],
          params: IdParams,
          body: CompleteSync,
          response: answers({ 200: ref(SyncDigest) }),
        },
      },
      async (request) =>
        completeSession(ctxOf(deps, request), request.params.id, request.body.manifestHash),
    );
    app.get(
      '/sync/sessions/:id/digest',
      {
        schema: {
          operationId: 'getSyncDigest',
          summary: 'A hash of the content of a session, equal on both sides',
          tags: ['sync'],
          params: IdParams,
          response: answers({ 200: ref(SyncDigest) }),
        },
      },
      async (request) => getDigest(ctxOf(deps, request), request.params.id),
    );
  };

function offsetOf(contentRange: string | undefined): number {
  return Number(/^bytes (\d+)-/.exec(contentRange ?? 'bytes 0-')?.[1] ?? 0);
}

/** Safe: the parser above hands on the request's stream; without a body there is none. */
function toBody(body: unknown): Readable {
  if (body === undefined || body === null)
    throw new AppError('unsupported_media_type', 'Bytes come as application/octet-stream');
  return body as Readable;
}
