import { type Static, Type } from 'typebox';
import { component, nullable, Time, Uuid } from '../../http/schema.ts';
import { mailAddress, TeamRole } from '../teams/schemas.ts';

const closed = { additionalProperties: false };

export const Invitation = component(
  'Invitation',
  Type.Object({
    id: Uuid,
    email: nullable(Type.String({ description: 'Null: whoever has the link' })),
    role: TeamRole,
    invitedBy: Type.String({ description: 'A name' }),
    state: Type.Enum(['open', 'accepted', 'revoked', 'expired']),
    accountsLeft: nullable(
      Type.Integer({
        description:
          'Accounts that may still be made with the link where SIGN_UP=invited; null for a mail, which is for one',
      }),
    ),
    createdAt: Time,
    expiresAt: Time,
  }),
);
export type Invitation = Static<typeof Invitation>;

export const NewInvitation = component(
  'NewInvitation',
  Type.Object(
    {
      email: Type.Optional(
        nullable(
          Type.String({
            ...mailAddress,
            description: 'A mail goes there, and only that account may accept; null: a link',
          }),
        ),
      ),
      role: TeamRole,
      expiresInDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 90, default: 7 })),
    },
    closed,
  ),
);
export type NewInvitation = Static<typeof NewInvitation>;

export const CreatedInvitation = component(
  'CreatedInvitation',
  Type.Object({
    invitation: Invitation,
    link: nullable(Type.String({ description: 'Shown this once; null where a mail took it' })),
  }),
);
export const InvitationParams = Type.Object({ id: Uuid, invitationId: Uuid });

const token = Type.String({ minLength: 20, maxLength: 200 });
/** In the body, not in the address: addresses end up in logs. */
export const InvitationToken = component('InvitationToken', Type.Object({ token }, closed));

export const InvitationView = component(
  'InvitationView',
  Type.Object({
    teamName: Type.String(),
    role: TeamRole,
    invitedBy: Type.String({ description: 'A name' }),
    email: nullable(Type.String({ description: 'The account that may accept; null: any' })),
    expiresAt: Time,
  }),
);
export type InvitationView = Static<typeof InvitationView>;
