import { type Static, Type } from 'typebox';
import { SCOPES } from '../../identity/api-keys.ts';
import { component, nullable, Time, Uuid } from '../../http/schema.ts';

/** What the pages remember of a person. */
export const Preferences = component(
  'Preferences',
  Type.Object(
    {
      speed: Type.Optional(Type.Enum(['km/h', 'mph'])),
      temperature: Type.Optional(Type.Enum(['°C', '°F'])),
      theme: Type.Optional(Type.Enum(['dark', 'light', 'system'])),
    },
    { additionalProperties: false },
  ),
);
export type Preferences = Static<typeof Preferences>;

export const User = component(
  'User',
  Type.Object({
    id: Uuid,
    name: Type.String(),
    email: nullable(
      Type.String({ description: 'Null for the local owner before an address is set' }),
    ),
    emailVerified: Type.Boolean(),
    image: nullable(Type.String()),
    roles: Type.Array(Type.Enum(['driver', 'moderator', 'owner'])),
    twoFactorEnabled: Type.Boolean(),
    createdAt: Time,
    preferences: Preferences,
  }),
);
export type User = Static<typeof User>;

export const Me = component(
  'Me',
  Type.Object({
    ...User.properties,
    deletionDueAt: nullable(
      Type.String({ format: 'date-time', description: 'When this account is removed' }),
    ),
    impersonator: nullable(
      Type.Object(
        { id: Uuid, name: Type.String(), reason: Type.String(), endsAt: Time },
        { description: 'The owner who acts as this person; null for the person themselves' },
      ),
    ),
  }),
);
export type Me = Static<typeof Me>;

export const TokenAnswer = component(
  'TokenAnswer',
  Type.Object({
    accessToken: Type.Optional(
      Type.String({ description: 'JWT (EdDSA); absent where the tokens are in cookies' }),
    ),
    refreshToken: Type.Optional(Type.String({ description: 'Opaque; good once' })),
    expiresIn: Type.Integer({ description: 'Seconds that the access token is good for' }),
    user: User,
  }),
);
export type TokenAnswer = Static<typeof TokenAnswer>;

/** `cookie` keeps the tokens where no script reads them. */
export const Keep = Type.Optional(
  Type.Enum(['cookie', 'client'], {
    default: 'client',
    description: 'Who keeps the tokens: the browser in cookies, or the client that gets them',
  }),
);

export const TicketSignIn = component(
  'TicketSignIn',
  Type.Object({ ticket: Type.String({ minLength: 1, maxLength: 200 }), keep: Keep }),
);
export const Refresh = component(
  'Refresh',
  Type.Object({
    refreshToken: Type.Optional(
      Type.String({ maxLength: 200, description: 'Without: the one in the cookie' }),
    ),
  }),
);
export const SocketTicket = component(
  'SocketTicket',
  Type.Object({
    ticket: Type.String({
      description: 'Good once, for 30 s; offered as the subprotocol `ticket.<ticket>`',
    }),
  }),
);

export const ApiKeyView = component(
  'ApiKey',
  Type.Object({
    id: Uuid,
    name: Type.String(),
    prefix: Type.String({ description: 'The first characters, to know it by' }),
    scopes: Type.Array(Type.Enum([...SCOPES])),
    createdAt: Time,
    expiresAt: nullable(Time),
    lastUsedAt: nullable(Time),
    lastUsedAddress: nullable(Type.String()),
  }),
);
export type ApiKeyView = Static<typeof ApiKeyView>;

export const NewApiKey = component(
  'NewApiKey',
  Type.Object({
    name: Type.String({ minLength: 1, maxLength: 100 }),
    scopes: Type.Array(Type.Enum([...SCOPES]), { minItems: 1, uniqueItems: true }),
    expiresInDays: Type.Optional(
      nullable(Type.Integer({ minimum: 1, maximum: 3650, description: 'Null: never' })),
    ),
  }),
);
export type NewApiKey = Static<typeof NewApiKey>;

export const CreatedApiKey = component(
  'CreatedApiKey',
  Type.Object({ key: ApiKeyView, secret: Type.String({ description: 'Shown this once' }) }),
);
