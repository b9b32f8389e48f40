import { type Static, Type } from 'typebox';
import { component, nullable, Time, Uuid } from '../../http/schema.ts';

export const TeamRole = Type.Enum(['viewer', 'operator', 'admin'], {
  description: 'viewer reads; operator also records, alerts, exports; admin also runs the team',
});

const teamName = Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' });
export const mailAddress = {
  maxLength: 254,
  pattern: '^[^\\s@<>,;:"()\\[\\]\\\\]+@[^\\s@<>,;:"()\\[\\]\\\\]+$',
};
const closed = { additionalProperties: false };

export const Team = component(
  'Team',
  Type.Object({
    id: Uuid,
    name: Type.String(),
    role: TeamRole,
    memberCount: Type.Integer(),
    requireSecondFactor: Type.Boolean({
      description:
        'Whether members see the team’s things only when they signed in with two factors',
    }),
    allowedAddresses: Type.Array(Type.String(), {
      description: 'Networks that members must come from; none: from everywhere',
    }),
    open: Type.Boolean({
      description: 'Whether this sign-in, from this address, is let to the team’s things',
    }),
    createdAt: Time,
  }),
);
export type Team = Static<typeof Team>;

export const NewTeam = component('NewTeam', Type.Object({ name: teamName }, closed));
export type NewTeam = Static<typeof NewTeam>;

export const EditTeam = component(
  'EditTeam',
  Type.Object(
    {
      name: Type.Optional(teamName),
      requireSecondFactor: Type.Optional(Type.Boolean()),
      allowedAddresses: Type.Optional(
        Type.Array(Type.String({ minLength: 2, maxLength: 50 }), {
          maxItems: 100,
          description: 'Addresses, or networks as `192.0.2.0/24`',
        }),
      ),
    },
    closed,
  ),
);
export type EditTeam = Static<typeof EditTeam>;

export const DeleteTeamQuery = Type.Object({
  preview: Type.Optional(
    Type.Boolean({ default: false, description: 'Only say what would happen' }),
  ),
});

export const TeamRemoval = component(
  'TeamRemoval',
  Type.Object({
    preview: Type.Boolean(),
    sessions: Type.Integer({ description: 'Go back to their drivers, who keep them' }),
    runningSessions: Type.Integer({ description: 'Of those: being driven now' }),
    alertRules: Type.Integer({ description: 'Go back to who made them' }),
    members: Type.Integer({ description: 'Keep their accounts' }),
    invitations: Type.Integer({ description: 'Open ones, good for nothing from then on' }),
  }),
);
export type TeamRemoval = Static<typeof TeamRemoval>;

export const TeamMember = component(
  'TeamMember',
  Type.Object({
    userId: Uuid,
    name: Type.String(),
    email: nullable(Type.String()),
    role: TeamRole,
    via: Type.Enum(['founded', 'invitation', 'account', 'sso']),
    twoFactorEnabled: Type.Boolean(),
    joinedAt: Time,
  }),
);
export type TeamMember = Static<typeof TeamMember>;

export const MemberParams = Type.Object({ id: Uuid, userId: Uuid });
export const EditMember = component('EditMember', Type.Object({ role: TeamRole }, closed));

export const NewUser = component(
  'NewUser',
  Type.Object(
    {
      name: Type.String({
        minLength: 1,
        maxLength: 100,
        pattern: '\\S',
        description: 'Of the account; who is invited chooses their own',
      }),
      email: Type.String(mailAddress),
      teamId: Type.Optional(
        Type.String({
          format: 'uuid',
          description: 'The team it is for; admins of a team name it',
        }),
      ),
      teamRole: Type.Optional(TeamRole),
      role: Type.Optional(
        Type.Enum(['driver', 'moderator', 'owner'], {
          default: 'driver',
          description: 'On the platform; only its owners give other ones than driver',
        }),
      ),
    },
    closed,
  ),
);
export type NewUser = Static<typeof NewUser>;

/** The same whoever was invited: it tells nothing of the address. */
export const InvitedUser = component(
  'InvitedUser',
  Type.Object({
    next: Type.Literal('invitation', {
      description: 'A mail invites to the team, whether or not the address has an account',
    }),
  }),
);
export type InvitedUser = Static<typeof InvitedUser>;
