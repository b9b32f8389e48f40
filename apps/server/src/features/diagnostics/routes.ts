import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Deps } from '../../deps.ts';
import { ctxOf } from '../../http/ctx.ts';
import { answers, ref } from '../../http/schema.ts';
import {
  ClearCodes,
  ClearedCodes,
  DiagnosticCodes,
  DiagnosticLog,
  DiagnosticMonitors,
  DiagnosticPids,
  DiagnosticVehicle,
  LogQuery,
  SessionQuery,
} from './schemas.ts';
import { clearCodes, getCodes, getMonitors, getPids, getVehicle, listLog } from './verbs.ts';

export const diagnosticRoutes =
  (deps: Deps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/diagnostics/pids',
      {
        schema: {
          operationId: 'getDiagnosticPids',
          summary: 'What the car can tell, with the last values; asked from the recorder',
          tags: ['diagnostics'],
          querystring: SessionQuery,
          response: answers({ 200: ref(DiagnosticPids) }),
        },
      },
      async (request) => getPids(ctxOf(deps, request), request.query),
    );
    app.get(
      '/diagnostics/dtc',
      {
        schema: {
          operationId: 'getDiagnosticCodes',
          summary: 'Trouble codes, freeze frames, readiness and VIN; asked from the car',
          tags: ['diagnostics'],
          querystring: SessionQuery,
          response: answers({ 200: ref(DiagnosticCodes) }),
        },
      },
      async (request) => getCodes(ctxOf(deps, request), request.query),
    );
    app.get(
      '/diagnostics/monitors',
      {
        schema: {
          operationId: 'getDiagnosticMonitors',
          summary: 'Results of the on-board monitors; asked from the car',
          tags: ['diagnostics'],
          querystring: SessionQuery,
          response: answers({ 200: ref(DiagnosticMonitors) }),
        },
      },
      async (request) => getMonitors(ctxOf(deps, request), request.query),
    );
    app.get(
      '/diagnostics/vehicle',
      {
        schema: {
          operationId: 'getDiagnosticVehicle',
          summary: 'The car, its control units and the adapter; asked from the car',
          tags: ['diagnostics'],
          querystring: SessionQuery,
          response: answers({ 200: ref(DiagnosticVehicle) }),
        },
      },
      async (request) => getVehicle(ctxOf(deps, request), request.query),
    );
    app.post(
      '/diagnostics/dtc/clear',
      {
        schema: {
          operationId: 'clearDiagnosticCodes',
          summary: 'Clears trouble codes, freeze frames and readiness while the engine is off',
          tags: ['diagnostics'],
          querystring: SessionQuery,
          body: ClearCodes,
          response: answers({ 200: ref(ClearedCodes) }),
        },
      },
      async (request) => clearCodes(ctxOf(deps, request), request.query, request.body),
    );
    app.get(
      '/diagnostics/log',
      {
        schema: {
          operationId: 'listDiagnosticLog',
          summary: 'What was cleared, when and by whom, newest first',
          tags: ['diagnostics'],
          querystring: LogQuery,
          response: answers({ 200: ref(DiagnosticLog) }),
        },
      },
      async (request) => listLog(ctxOf(deps, request), request.query),
    );
  };
