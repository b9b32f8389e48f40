import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { IdentityDeps } from '../../deps.ts';
import { ctxOf } from '../../http/ctx.ts';
import { answers, ref } from '../../http/schema.ts';
import { answerLogin, askerOf } from '../../http/login-answer.ts';
import { TokenAnswer } from '../identity/schemas.ts';
import {
  DeviceLogin,
  DeviceRequest,
  DeviceToken,
  NewDeviceLogin,
  UserCodeParams,
} from './schemas.ts';
import { decideDevice, finishDeviceLogin, getDevice, startDeviceLogin } from './verbs.ts';

const tags = ['identity'];

/** Sign-in of programs without a browser: RFC 8628. */
export const deviceLoginRoutes =
  (deps: IdentityDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      '/auth/device/code',
      {
        schema: {
          operationId: 'startDeviceLogin',
          summary: 'Begins the sign-in of a program: a code that a person types on /device',
          tags,
          body: NewDeviceLogin,
          response: answers({ 200: ref(DeviceLogin) }),
        },
      },
      async (request, reply) => {
        void reply.header('cache-control', 'no-store');
        return startDeviceLogin(deps, request.body, askerOf(request));
      },
    );
    app.post(
      '/auth/device/token',
      {
        schema: {
          operationId: 'finishDeviceLogin',
          summary:
            'Tokens once the person approved; until then `authorization_pending`, or `slow_down`',
          tags,
          body: DeviceToken,
          response: answers({ 200: ref(TokenAnswer) }),
        },
      },
      async (request, reply) =>
        answerLogin(deps, reply, await finishDeviceLogin(deps, request.body, askerOf(request))),
    );
    app.get(
      '/api/device/:userCode',
      {
        schema: {
          operationId: 'getDevice',
          summary: 'Which program shows this code; from now on only who asked may answer it',
          tags,
          params: UserCodeParams,
          response: answers({ 200: ref(DeviceRequest) }),
        },
      },
      (request) => getDevice(ctxOf(deps, request), request.params.userCode, askerOf(request)),
    );
    app.post(
      '/api/device/:userCode/approve',
      {
        schema: {
          operationId: 'approveDevice',
          summary: 'Signs the program in as who approves',
          tags,
          params: UserCodeParams,
          response: answers({ 204: Type.Null() }),
        },
      },
      async (request, reply) => {
        const { userCode } = request.params;
        await decideDevice(ctxOf(deps, request), userCode, 'approve', askerOf(request));
        return reply.code(204).send(null);
      },
    );
    app.post(
      '/api/device/:userCode/deny',
      {
        schema: {
          operationId: 'denyDevice',
          summary: 'Turns the program away',
          tags,
          params: UserCodeParams,
          response: answers({ 204: Type.Null() }),
        },
      },
      async (request, reply) => {
        const { userCode } = request.params;
        await decideDevice(ctxOf(deps, request), userCode, 'deny', askerOf(request));
        return reply.code(204).send(null);
      },
    );
  };
