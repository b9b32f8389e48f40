import { type Static, Type } from 'typebox';
import { component, nullable, Time, Uuid } from '../../http/schema.ts';
import { Keep } from '../identity/schemas.ts';

export const Share = component(
  'Share',
  Type.Object({
    id: Uuid,
    sessionId: Uuid,
    createdAt: Time,
    expiresAt: Time,
    lastUsedAt: nullable(Time),
    useCount: Type.Integer({ description: 'How often it was opened' }),
    expired: Type.Boolean(),
  }),
);
export type Share = Static<typeof Share>;

export const NewShare = component(
  'NewShare',
  Type.Object(
    { expiresInDays: Type.Integer({ minimum: 1, maximum: 365 }) },
    { additionalProperties: false },
  ),
);
export type NewShare = Static<typeof NewShare>;

export const CreatedShare = component(
  'CreatedShare',
  Type.Object({ share: Share, link: Type.String({ description: 'Shown this once' }) }),
);

export const ShareParams = Type.Object({ id: Uuid, shareId: Uuid });

export const OpenShare = component(
  'OpenShare',
  Type.Object({
    token: Type.String({ minLength: 1, maxLength: 200, description: 'What the link ends in' }),
    keep: Keep,
  }),
);

export const OpenedShare = component(
  'OpenedShare',
  Type.Object({
    sessionId: Uuid,
    expiresAt: Time,
    token: Type.Optional(
      Type.String({ description: 'A bearer for this one session; absent where a cookie holds it' }),
    ),
  }),
);
export type OpenedShare = Static<typeof OpenedShare>;
