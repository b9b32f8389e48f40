import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Deps } from '../../deps.ts';
import { ctxOf } from '../../http/ctx.ts';
import { answers, IdParams, ref } from '../../http/schema.ts';
import { listUploads } from '../../http/uploads.ts';
import {
  CsvMapping,
  Import,
  ImportColumns,
  ImportList,
  ImportQuery,
  WaitQuery,
} from './schemas.ts';
import {
  deleteImport,
  getImport,
  getImportColumns,
  listImports,
  mapImport,
  startImports,
} from './verbs.ts';

export const importRoutes =
  (deps: Deps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      '/sessions/import',
      {
        schema: {
          operationId: 'importSessions',
          summary: 'Takes in recorded files; an .ldx goes with its .ld',
          tags: ['imports'],
          consumes: ['multipart/form-data'],
          body: Type.Unsafe<unknown>({
            type: 'object',
            properties: { file: { type: 'array', items: { type: 'string', format: 'binary' } } },
            required: ['file'],
          }),
          response: answers({ 202: ref(ImportList) }),
        },
        // The parts are read as a stream; there is no body to check.
        validatorCompiler: () => () => true,
      },
      async (request, reply) =>
        reply
          .code(202)
          .send(await startImports(ctxOf(deps, request), listUploads(request, deps.config))),
    );
    app.get(
      '/imports',
      {
        schema: {
          operationId: 'listImports',
          summary: 'Imports, newest first; those under way with state=active',
          tags: ['imports'],
          querystring: ImportQuery,
          response: answers({ 200: ref(ImportList) }),
        },
      },
      async (request) => listImports(ctxOf(deps, request), request.query),
    );
    app.get(
      '/imports/:id',
      {
        schema: {
          operationId: 'getImport',
          summary: 'An import; waitSeconds holds the answer back until something changes',
          tags: ['imports'],
          params: IdParams,
          querystring: WaitQuery,
          response: answers({ 200: ref(Import) }),
        },
      },
      async (request) =>
        getImport(ctxOf(deps, request), request.params.id, request.query.waitSeconds ?? 0),
    );
    app.get(
      '/imports/:id/columns',
      {
        schema: {
          operationId: 'getImportColumns',
          summary: 'What was found in a CSV that must be mapped by hand',
          tags: ['imports'],
          params: IdParams,
          response: answers({ 200: ref(ImportColumns) }),
        },
      },
      async (request) => getImportColumns(ctxOf(deps, request), request.params.id),
    );
    app.post(
      '/imports/:id/mapping',
      {
        schema: {
          operationId: 'mapImport',
          summary: 'Imports a CSV again with columns mapped by hand',
          tags: ['imports'],
          params: IdParams,
          body: CsvMapping,
          response: answers({ 202: ref(Import) }),
        },
      },
      async (request, reply) =>
        reply
          .code(202)
          .send(await mapImport(ctxOf(deps, request), request.params.id, request.body)),
    );
    app.delete(
      '/imports/:id',
      {
        schema: {
          operationId: 'deleteImport',
          summary: 'Cancels an import, or forgets a finished one; sessions stay',
          tags: ['imports'],
          params: IdParams,
          response: answers({ 204: Type.Null() }),
        },
      },
      async (request, reply) => {
        await deleteImport(ctxOf(deps, request), request.params.id);
        return reply.code(204).send(null);
      },
    );
  };
