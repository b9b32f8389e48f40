import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Deps } from '../../deps.ts';
import { ctxOf } from '../../http/ctx.ts';
import { answers, IdParams, ref } from '../../http/schema.ts';
import {
  Alert,
  AlertPage,
  AlertQuery,
  AlertRule,
  AlertRulePage,
  AlertRuleQuery,
  EditAlertRule,
  NewAlertRule,
  OutboxMessage,
  OutboxPage,
  OutboxQuery,
  SnoozeAlert,
} from './schemas.ts';
import {
  acknowledgeAlert,
  createAlertRule,
  deleteAlertRule,
  editAlertRule,
  listAlertRules,
  listAlerts,
  listOutbox,
  retryOutboxMessage,
  snoozeAlert,
} from './verbs.ts';

const tags = ['alerts'];

export const alertRoutes =
  (deps: Deps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/alerts',
      {
        schema: {
          operationId: 'listAlertRules',
          summary: 'Alert rules, oldest first',
          tags,
          querystring: AlertRuleQuery,
          response: answers({ 200: ref(AlertRulePage) }),
        },
      },
      async (request) => listAlertRules(ctxOf(deps, request), request.query),
    );
    app.post(
      '/alerts',
      {
        schema: {
          operationId: 'createAlertRule',
          summary: 'Adds an alert rule',
          tags,
          body: NewAlertRule,
          response: answers({ 201: ref(AlertRule) }),
        },
      },
      async (request, reply) =>
        reply.code(201).send(await createAlertRule(ctxOf(deps, request), request.body)),
    );
    app.patch(
      '/alerts/:id',
      {
        schema: {
          operationId: 'editAlertRule',
          summary: 'Changes an alert rule; its running alerts end',
          tags,
          params: IdParams,
          body: EditAlertRule,
          response: answers({ 200: ref(AlertRule) }),
        },
      },
      async (request) => editAlertRule(ctxOf(deps, request), request.params.id, request.body),
    );
    app.delete(
      '/alerts/:id',
      {
        schema: {
          operationId: 'deleteAlertRule',
          summary: 'Removes an alert rule; its alerts stay in the history',
          tags,
          params: IdParams,
          response: answers({ 204: Type.Null() }),
        },
      },
      async (request, reply) => {
        await deleteAlertRule(ctxOf(deps, request), request.params.id);
        return reply.code(204).send(null);
      },
    );
    app.get(
      '/alerts/history',
      {
        schema: {
          operationId: 'listAlerts',
          summary: 'Alerts, newest first by the time of their reading',
          tags,
          querystring: AlertQuery,
          response: answers({ 200: ref(AlertPage) }),
        },
      },
      async (request) => listAlerts(ctxOf(deps, request), request.query),
    );
    app.post(
      '/alerts/history/:id/acknowledge',
      {
        schema: {
          operationId: 'acknowledgeAlert',
          summary: 'Marks an alert as seen',
          tags,
          params: IdParams,
          response: answers({ 200: ref(Alert) }),
        },
      },
      async (request) => acknowledgeAlert(ctxOf(deps, request), request.params.id),
    );
    app.post(
      '/alerts/history/:id/snooze',
      {
        schema: {
          operationId: 'snoozeAlert',
          summary: 'Lets the rule of an alert tell nobody about its car for a while',
          tags,
          params: IdParams,
          body: SnoozeAlert,
          response: answers({ 200: ref(Alert) }),
        },
      },
      async (request) => snoozeAlert(ctxOf(deps, request), request.params.id, request.body),
    );
    app.get(
      '/outbox',
      {
        schema: {
          operationId: 'listOutbox',
          summary: 'Mails and webhooks, newest first',
          tags,
          querystring: OutboxQuery,
          response: answers({ 200: ref(OutboxPage) }),
        },
      },
      async (request) => listOutbox(ctxOf(deps, request), request.query),
    );
    app.post(
      '/outbox/:id/retry',
      {
        schema: {
          operationId: 'retryOutboxMessage',
          summary: 'Sends a message that did not go once more',
          tags,
          params: IdParams,
          response: answers({ 200: ref(OutboxMessage) }),
        },
      },
      async (request) => retryOutboxMessage(ctxOf(deps, request), request.params.id),
    );
  };
