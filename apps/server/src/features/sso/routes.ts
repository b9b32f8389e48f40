import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Deps } from '../../deps.ts';
import { ctxOf } from '../../http/ctx.ts';
import { answers, IdParams, ref } from '../../http/schema.ts';
import { NewTeamSso, TeamSso } from './schemas.ts';
import {
  confirmTeamSsoDomain,
  deleteTeamSso,
  getTeamSso,
  proveTeamSsoDomain,
  setTeamSso,
} from './verbs.ts';

const tags = ['teams'];

/** How the members of a team sign in with the identity provider of their house. */
export const ssoRoutes =
  (deps: Deps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/teams/:id/sso',
      {
        schema: {
          operationId: 'getTeamSso',
          summary: 'The identity provider of a team',
          tags,
          params: IdParams,
          response: answers({ 200: ref(TeamSso) }),
        },
      },
      async (request) => getTeamSso(ctxOf(deps, request), request.params.id),
    );
    app.put(
      '/teams/:id/sso',
      {
        schema: {
          operationId: 'setTeamSso',
          summary: 'Registers the identity provider of a team in place of the one before',
          tags,
          params: IdParams,
          body: NewTeamSso,
          response: answers({ 200: ref(TeamSso) }),
        },
      },
      async (request) => setTeamSso(ctxOf(deps, request), request.params.id, request.body),
    );
    app.delete(
      '/teams/:id/sso',
      {
        schema: {
          operationId: 'deleteTeamSso',
          summary: 'Ends signing in with the identity provider of a team; its members stay',
          tags,
          params: IdParams,
          response: answers({ 204: Type.Null() }),
        },
      },
      async (request, reply) => {
        await deleteTeamSso(ctxOf(deps, request), request.params.id);
        return reply.code(204).send(null);
      },
    );
    app.post(
      '/teams/:id/sso/proof',
      {
        schema: {
          operationId: 'proveTeamSsoDomain',
          summary: 'Looks for the DNS record that proves the domain',
          tags,
          params: IdParams,
          response: answers({ 200: ref(TeamSso) }),
        },
      },
      async (request) => proveTeamSsoDomain(ctxOf(deps, request), request.params.id),
    );
    app.post(
      '/teams/:id/sso/confirmation',
      {
        schema: {
          operationId: 'confirmTeamSsoDomain',
          summary: 'Takes the domain for proven without a DNS record, on the word of an owner',
          tags,
          params: IdParams,
          response: answers({ 200: ref(TeamSso) }),
        },
      },
      async (request) => confirmTeamSsoDomain(ctxOf(deps, request), request.params.id),
    );
  };
