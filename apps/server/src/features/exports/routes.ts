import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Deps } from '../../deps.ts';
import { ctxOf } from '../../http/ctx.ts';
import { ExportRequest } from './schemas.ts';
import { exportLaps } from './verbs.ts';

export const exportRoutes =
  (deps: Deps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      '/export',
      {
        schema: {
          operationId: 'exportLaps',
          summary: 'Laps or a session as a file of another format; several files as one .zip',
          tags: ['laps'],
          body: ExportRequest,
          response: {
            200: Type.Unsafe<unknown>({
              description: 'The file',
              content: {
                'application/octet-stream': { schema: { type: 'string', format: 'binary' } },
              },
            }),
          },
        },
      },
      async (request, reply) => {
        const file = await exportLaps(ctxOf(deps, request), request.body);
        return reply
          .type(file.mediaType)
          .header('content-disposition', `attachment; filename="${file.name}"`)
          .send(file.body);
      },
    );
  };
