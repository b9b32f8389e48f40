import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { IdentityDeps } from '../../deps.ts';
import { ctxOf } from '../../http/ctx.ts';
import { answers, ref } from '../../http/schema.ts';
import { SigningKeys } from './account-schemas.ts';
import { getMe } from './me.ts';
import { Me, User } from './schemas.ts';
import { getUser } from './verbs.ts';

const tags = ['identity'];

/** Who is signed in, and the keys by which others know it. */
export const whoRoutes =
  (deps: IdentityDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/api/auth/me',
      {
        schema: {
          operationId: 'getMe',
          summary: 'Who is signed in',
          tags,
          response: answers({ 200: ref(Me) }),
        },
      },
      (request) => getMe(ctxOf(deps, request)),
    );
    app.get(
      '/auth/user',
      {
        schema: {
          operationId: 'getSignedInUser',
          summary: 'Who is signed in',
          tags,
          response: answers({ 200: ref(User) }),
        },
      },
      (request) => getUser(deps, ctxOf(deps, request).actor.userId),
    );
    app.get(
      '/.well-known/jwks.json',
      {
        schema: {
          operationId: 'listSigningKeys',
          summary: 'The public keys of access tokens (RFC 7517)',
          tags,
          response: answers({ 200: ref(SigningKeys) }),
        },
      },
      async (_request, reply) => {
        void reply.header('cache-control', 'public, max-age=300');
        return { keys: (await deps.identity.keyring.publicKeys()).keys.map((key) => ({ ...key })) };
      },
    );
  };
