import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Deps } from '../../deps.ts';
import { ctxOf } from '../../http/ctx.ts';
import { answers, ref } from '../../http/schema.ts';
import { Backups } from './schemas.ts';
import { listBackupRuns, startBackup } from './verbs.ts';

export const backupRoutes =
  (deps: Deps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/backups',
      {
        schema: {
          operationId: 'listBackups',
          summary: 'Backups that were made and tried, newest first, and when the next ones are',
          tags: ['administration'],
          response: answers({ 200: ref(Backups) }),
        },
      },
      (request) => listBackupRuns(ctxOf(deps, request)),
    );
    app.post(
      '/backups',
      {
        schema: {
          operationId: 'createBackup',
          summary: 'Begins a backup at the configured place; its progress is in the list',
          tags: ['administration'],
          response: answers({ 202: Type.Object({ id: Type.String() }) }),
        },
      },
      async (request, reply) => reply.code(202).send(await startBackup(ctxOf(deps, request))),
    );
  };
