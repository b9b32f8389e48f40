import { type Static, Type } from 'typebox';
import { component, nullable, Page, pageOf, Time, Uuid } from '../../http/schema.ts';

const closed = { additionalProperties: false };
const Role = Type.Enum(['driver', 'moderator', 'owner']);
const Reason = Type.String({ minLength: 3, maxLength: 500, pattern: '\\S' });

export const Account = component(
  'Account',
  Type.Object(
    {
      id: Uuid,
      name: Type.String(),
      email: nullable(Type.String()),
      emailVerified: Type.Boolean(),
      role: Role,
      twoFactorEnabled: Type.Boolean(),
      createdAt: Time,
      lock: nullable(
        Type.Object({
          lockedAt: Time,
          until: nullable(Type.String({ format: 'date-time', description: 'Null: for good' })),
          reason: Type.String(),
        }),
      ),
      deletionDueAt: nullable(Time),
      supportUntil: nullable(
        Type.String({
          format: 'date-time',
          description: 'Until when the person lets an owner act as them',
        }),
      ),
    },
    { description: 'A driver as those who run the platform see one' },
  ),
);
export type Account = Static<typeof Account>;

export const AccountPage = component('AccountPage', pageOf(Account));
export type AccountPage = Static<typeof AccountPage>;

export const AccountQuery = Type.Object({
  q: Type.Optional(Type.String({ maxLength: 200, description: 'Part of a name or address' })),
  role: Type.Optional(Role),
  locked: Type.Optional(Type.Boolean()),
  ...Page,
});
export type AccountQuery = Static<typeof AccountQuery>;

export const EditAccount = component('EditAccount', Type.Object({ role: Role }, closed));
export type EditAccount = Static<typeof EditAccount>;

export const NewLock = component(
  'NewLock',
  Type.Object(
    {
      reason: Reason,
      until: Type.Optional(
        nullable(Type.String({ format: 'date-time', description: 'Null: until it is taken off' })),
      ),
    },
    closed,
  ),
);
export type NewLock = Static<typeof NewLock>;

export const NewImpersonation = component(
  'NewImpersonation',
  Type.Object(
    {
      reason: Reason,
      keep: Type.Optional(
        Type.Enum(['cookie', 'client'], {
          default: 'client',
          description: 'Who keeps the tokens: the browser in cookies, or the client that gets them',
        }),
      ),
    },
    closed,
  ),
);
export type NewImpersonation = Static<typeof NewImpersonation>;

export const ImpersonationEnd = component(
  'ImpersonationEnd',
  Type.Object({
    signedIn: Type.Boolean({
      description: 'Whether this browser is signed in as the owner again',
    }),
  }),
);
export type ImpersonationEnd = Static<typeof ImpersonationEnd>;
