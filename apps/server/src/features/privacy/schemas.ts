import { type Static, Type } from 'typebox';
import { component, nullable, Time, Uuid } from '../../http/schema.ts';

const closed = { additionalProperties: false };
const Kind = Type.Enum(['terms', 'privacy', 'support-access']);

export const ConsentText = component(
  'ConsentText',
  Type.Object({
    kind: Kind,
    version: Type.String(),
    title: Type.String(),
    text: Type.String(),
    hash: Type.String({ description: 'SHA-256 of the text' }),
  }),
);
export type ConsentText = Static<typeof ConsentText>;

export const Consent = component(
  'Consent',
  Type.Object({
    id: Uuid,
    kind: Kind,
    version: Type.String(),
    textHash: Type.String(),
    givenAt: Time,
    endsAt: nullable(Time),
    withdrawnAt: nullable(Time),
  }),
);
export type Consent = Static<typeof Consent>;

const hash = Type.String({
  pattern: '^[0-9a-f]{64}$',
  description: '`hash` of the text that was shown; another one is refused',
});

export const NewConsent = component(
  'NewConsent',
  Type.Object({ kind: Type.Enum(['terms', 'privacy']), hash }, closed),
);
export type NewConsent = Static<typeof NewConsent>;

export const NewSupportAccess = component(
  'NewSupportAccess',
  Type.Object({ hours: Type.Integer({ minimum: 1, maximum: 72 }), hash }, closed),
);
export type NewSupportAccess = Static<typeof NewSupportAccess>;

export const DataExport = component(
  'DataExport',
  Type.Object({
    id: Uuid,
    state: Type.Enum(['queued', 'running', 'done', 'failed', 'expired']),
    progress: Type.Number({ description: '0 to 1' }),
    bytes: nullable(Type.Integer()),
    createdAt: Time,
    finishedAt: nullable(Time),
    expiresAt: nullable(Time),
  }),
);
export type DataExport = Static<typeof DataExport>;

export const Deletion = component(
  'Deletion',
  Type.Object({
    dueAt: nullable(
      Type.String({ format: 'date-time', description: 'When it happens; null: not asked for' }),
    ),
    graceDays: Type.Integer(),
    confirm: Type.String({ description: 'What has to be typed to ask for it' }),
    removed: Type.Object(
      {
        sessions: Type.Integer(),
        laps: Type.Integer(),
        files: Type.Integer({ description: 'Recordings and laps in the object store' }),
        alertRules: Type.Integer(),
        alerts: Type.Integer(),
        shareLinks: Type.Integer(),
        apiKeys: Type.Integer(),
      },
      { description: 'What goes' },
    ),
    sharedSessions: Type.Integer({ description: 'Of the sessions: teams lose them' }),
    teamsLeft: Type.Array(Type.Object({ id: Uuid, name: Type.String() })),
    teamsDeleted: Type.Array(Type.Object({ id: Uuid, name: Type.String() }), {
      description: 'Those without another member',
    }),
    blockers: Type.Array(
      Type.Object({
        kind: Type.Enum(['last-admin', 'last-owner']),
        teamId: nullable(Uuid),
        teamName: nullable(Type.String()),
      }),
      { description: 'Nobody else runs these; hand them over first' },
    ),
  }),
);
export type Deletion = Static<typeof Deletion>;

export const NewDeletion = component(
  'NewDeletion',
  Type.Object({ confirm: Type.String({ maxLength: 300 }) }, closed),
);
export type NewDeletion = Static<typeof NewDeletion>;
