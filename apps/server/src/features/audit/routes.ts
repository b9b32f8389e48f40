import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import type { Deps } from '../../deps.ts';
import { ctxOf } from '../../http/ctx.ts';
import { answers, IdParams, ref } from '../../http/schema.ts';
import { AuditExportQuery, AuditPage, AuditQuery, AuditVerification } from './schemas.ts';
import { type AuditFile, exportAudit, listAudit, verifyAudit } from './verbs.ts';

const file = Type.Unsafe<unknown>({
  description: 'The entries, oldest first: one JSON object a line, or CSV',
  content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
});

const send = (reply: FastifyReply, { name, mediaType, body }: AuditFile) =>
  reply
    .type(mediaType)
    .header('cache-control', 'no-store')
    .header('content-disposition', `attachment; filename="${name}"`)
    .send(body);

export const auditRoutes =
  (deps: Deps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/audit',
      {
        schema: {
          operationId: 'listAudit',
          summary: 'What was done by whom, newest first',
          tags: ['audit'],
          querystring: AuditQuery,
          response: answers({ 200: ref(AuditPage) }),
        },
      },
      (request) => listAudit(ctxOf(deps, request), request.query, null),
    );
    app.get(
      '/audit/export',
      {
        schema: {
          operationId: 'exportAudit',
          summary: 'The entries that match, as a file',
          tags: ['audit'],
          querystring: AuditExportQuery,
          response: answers({ 200: file }),
        },
      },
      async (request, reply) =>
        send(reply, await exportAudit(ctxOf(deps, request), request.query, null)),
    );
    app.get(
      '/audit/verification',
      {
        schema: {
          operationId: 'verifyAudit',
          summary: 'Reads the whole log and says whether it is as it was written',
          tags: ['audit'],
          response: answers({ 200: ref(AuditVerification) }),
        },
      },
      (request) => verifyAudit(ctxOf(deps, request)),
    );
    app.get(
      '/teams/:id/audit',
      {
        schema: {
          operationId: 'listTeamAudit',
          summary: 'What was done in a team, newest first',
          tags: ['audit'],
          params: IdParams,
          querystring: AuditQuery,
          response: answers({ 200: ref(AuditPage) }),
        },
      },
      (request) => listAudit(ctxOf(deps, request), request.query, request.params.id),
    );
    app.get(
      '/teams/:id/audit/export',
      {
        schema: {
          operationId: 'exportTeamAudit',
          summary: 'The entries of a team that match, as a file',
          tags: ['audit'],
          params: IdParams,
          querystring: AuditExportQuery,
          response: answers({ 200: file }),
        },
      },
      async (request, reply) =>
        send(reply, await exportAudit(ctxOf(deps, request), request.query, request.params.id)),
    );
  };
