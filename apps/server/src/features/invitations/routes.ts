import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Deps } from '../../deps.ts';
import { ctxOf } from '../../http/ctx.ts';
import { answers, IdParams, listOf, ref } from '../../http/schema.ts';
import { Team } from '../teams/schemas.ts';
import {
  CreatedInvitation,
  Invitation,
  InvitationParams,
  InvitationToken,
  InvitationView,
  NewInvitation,
} from './schemas.ts';
import {
  acceptInvitation,
  createInvitation,
  listInvitations,
  revokeInvitation,
  showInvitation,
} from './verbs.ts';

const tags = ['teams'];

export const invitationRoutes =
  (deps: Deps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/teams/:id/invitations',
      {
        schema: {
          operationId: 'listInvitations',
          summary: 'Invitations of a team, newest first',
          tags,
          params: IdParams,
          response: answers({ 200: listOf(ref(Invitation)) }),
        },
      },
      async (request) => listInvitations(ctxOf(deps, request), request.params.id),
    );
    app.post(
      '/teams/:id/invitations',
      {
        schema: {
          operationId: 'createInvitation',
          summary: 'Invites by mail, or makes a link that lets one account in',
          tags,
          params: IdParams,
          body: NewInvitation,
          response: answers({ 201: ref(CreatedInvitation) }),
        },
      },
      async (request, reply) =>
        reply
          .code(201)
          .header('cache-control', 'no-store')
          .send(await createInvitation(ctxOf(deps, request), request.params.id, request.body)),
    );
    app.delete(
      '/teams/:id/invitations/:invitationId',
      {
        schema: {
          operationId: 'revokeInvitation',
          summary: 'Takes an invitation back',
          tags,
          params: InvitationParams,
          response: answers({ 204: Type.Null() }),
        },
      },
      async (request, reply) => {
        const { id, invitationId } = request.params;
        await revokeInvitation(ctxOf(deps, request), id, invitationId);
        return reply.code(204).send(null);
      },
    );
    app.post(
      '/invitations/show',
      {
        schema: {
          operationId: 'showInvitation',
          summary: 'What an invitation is for',
          tags,
          body: InvitationToken,
          response: answers({ 200: ref(InvitationView) }),
        },
      },
      async (request) => showInvitation(deps, request.body.token, request.ip),
    );
    app.post(
      '/invitations/accept',
      {
        schema: {
          operationId: 'acceptInvitation',
          summary: 'Joins the team of an invitation',
          tags,
          body: InvitationToken,
          response: answers({ 200: ref(Team) }),
        },
      },
      async (request) => acceptInvitation(ctxOf(deps, request), request.body.token),
    );
  };
