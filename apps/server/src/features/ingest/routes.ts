import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { ctxOf } from '../../http/ctx.ts';
import { answers, ref } from '../../http/schema.ts';
import { IngestBatch, IngestReceipt } from './schemas.ts';
import { parseCborBatch, takeBatch } from './verbs.ts';

const LARGEST_BODY = 8 * 2 ** 20;
const LARGEST_UNPACKED = 32 * 2 ** 20;
const unpack = promisify(gunzip);

/** `POST /api/ingest`: batches for recorders that have no socket, JSON or CBOR, gzip allowed. */
export const ingestRoutes =
  (deps: Deps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.removeContentTypeParser('application/json');
    app.addContentTypeParser(
      ['application/json', 'application/cbor'],
      { parseAs: 'buffer', bodyLimit: LARGEST_BODY },
      async (request: FastifyRequest, body: Buffer) => {
        const zipped = request.headers['content-encoding'] === 'gzip';
        const bytes = zipped ? await unpackBody(body) : body;
        return request.headers['content-type']?.startsWith('application/cbor')
          ? parseCborBatch(bytes)
          : parseJson(bytes);
      },
    );
    app.post(
      '/ingest',
      {
        bodyLimit: LARGEST_BODY,
        schema: {
          operationId: 'ingest',
          summary: 'Stores frames of a stream; answers when they are durable',
          tags: ['live'],
          body: IngestBatch,
          response: answers({ 200: ref(IngestReceipt) }),
        },
      },
      async (request, reply) => {
        try {
          return await takeBatch(ctxOf(deps, request), request.body);
        } catch (error) {
          if (error instanceof AppError && error.code === 'ingest_overloaded')
            void reply.header('retry-after', deps.ingest.isFailing ? '10' : '1');
          throw error;
        }
      },
    );
  };

async function unpackBody(body: Buffer): Promise<Buffer> {
  try {
    return await unpack(body, { maxOutputLength: LARGEST_UNPACKED });
  } catch (error) {
    throw new AppError('ingest_invalid', 'The body is not gzip, or larger than it may be', {
      cause: error,
    });
  }
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw new AppError('ingest_invalid', 'The body is not JSON', { cause: error });
  }
}
