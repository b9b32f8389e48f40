import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Deps } from '../../deps.ts';
import { ctxOf } from '../../http/ctx.ts';
import { answers, IdParams, listOf, ref } from '../../http/schema.ts';
import { User } from '../identity/schemas.ts';
import { createUser } from './accounts.ts';
import {
  DeleteTeamQuery,
  EditMember,
  EditTeam,
  InvitedUser,
  MemberParams,
  NewTeam,
  NewUser,
  Team,
  TeamMember,
  TeamRemoval,
} from './schemas.ts';
import { editMember, leaveTeam, listMembers, removeMember } from './members.ts';
import { createTeam, deleteTeam, editTeam, getTeam, listTeams } from './verbs.ts';

const tags = ['teams'];

export const teamRoutes =
  (deps: Deps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/teams',
      {
        schema: {
          operationId: 'listTeams',
          summary: 'Teams of who is signed in',
          tags,
          response: answers({ 200: listOf(ref(Team)) }),
        },
      },
      async (request) => listTeams(ctxOf(deps, request)),
    );
    app.post(
      '/teams',
      {
        schema: {
          operationId: 'createTeam',
          summary: 'Founds a team, with its founder as admin',
          tags,
          body: NewTeam,
          response: answers({ 201: ref(Team) }),
        },
      },
      async (request, reply) =>
        reply.code(201).send(await createTeam(ctxOf(deps, request), request.body)),
    );
    app.get(
      '/teams/:id',
      {
        schema: {
          operationId: 'getTeam',
          summary: 'A team and its settings',
          tags,
          params: IdParams,
          response: answers({ 200: ref(Team) }),
        },
      },
      async (request) => getTeam(ctxOf(deps, request), request.params.id),
    );
    app.patch(
      '/teams/:id',
      {
        schema: {
          operationId: 'editTeam',
          summary: 'Changes name and settings of a team',
          tags,
          params: IdParams,
          body: EditTeam,
          response: answers({ 200: ref(Team) }),
        },
      },
      async (request) => editTeam(ctxOf(deps, request), request.params.id, request.body),
    );
    app.delete(
      '/teams/:id',
      {
        schema: {
          operationId: 'deleteTeam',
          summary: 'Ends a team, or says what that would do; nobody’s recordings go',
          tags,
          params: IdParams,
          querystring: DeleteTeamQuery,
          response: answers({ 200: ref(TeamRemoval) }),
        },
      },
      async (request) =>
        deleteTeam(ctxOf(deps, request), request.params.id, request.query.preview ?? false),
    );
    app.get(
      '/teams/:id/members',
      {
        schema: {
          operationId: 'listMembers',
          summary: 'Members of a team',
          tags,
          params: IdParams,
          response: answers({ 200: listOf(ref(TeamMember)) }),
        },
      },
      async (request) => listMembers(ctxOf(deps, request), request.params.id),
    );
    app.patch(
      '/teams/:id/members/:userId',
      {
        schema: {
          operationId: 'editMember',
          summary: 'Changes the role of a member',
          tags,
          params: MemberParams,
          body: EditMember,
          response: answers({ 200: ref(TeamMember) }),
        },
      },
      async (request) => editMember(ctxOf(deps, request), request.params, request.body.role),
    );
    app.delete(
      '/teams/:id/members/:userId',
      {
        schema: {
          operationId: 'removeMember',
          summary: 'Puts a member out of the team; their sessions go with them',
          tags,
          params: MemberParams,
          response: answers({ 204: Type.Null() }),
        },
      },
      async (request, reply) => {
        await removeMember(ctxOf(deps, request), request.params);
        return reply.code(204).send(null);
      },
    );
    app.post(
      '/teams/:id/leave',
      {
        schema: {
          operationId: 'leaveTeam',
          summary: 'Leaves a team; one’s own sessions go with one',
          tags,
          params: IdParams,
          response: answers({ 204: Type.Null() }),
        },
      },
      async (request, reply) => {
        await leaveTeam(ctxOf(deps, request), request.params.id);
        return reply.code(204).send(null);
      },
    );
    app.post(
      '/users',
      {
        schema: {
          operationId: 'createUser',
          summary: 'Makes an account (owners), or invites to a team by mail (admins of the team)',
          tags: ['identity'],
          body: NewUser,
          response: answers({ 201: ref(User), 202: ref(InvitedUser) }),
        },
      },
      async (request, reply) => {
        const made = await createUser(ctxOf(deps, request), request.body);
        return 'next' in made ? reply.code(202).send(made) : reply.code(201).send(made);
      },
    );
  };
