import { type Static, Type } from 'typebox';
import { component, nullable, Page, pageOf, Time, Uuid } from '../../http/schema.ts';

const Result = Type.Enum(['done', 'refused', 'failed']);

export const AuditEntryView = component(
  'AuditEntry',
  Type.Object({
    seq: Type.Integer({ description: 'Its place in the chain' }),
    at: Time,
    actorId: nullable(Uuid),
    actorName: nullable(Type.String({ description: 'Null where the account is gone' })),
    impersonatorId: nullable(Type.String({ description: 'The owner who acted as that person' })),
    impersonatorName: nullable(Type.String()),
    action: Type.String(),
    result: Result,
    targetKind: nullable(Type.String()),
    targetId: nullable(Type.String()),
    teamId: nullable(Uuid),
    address: nullable(Type.String()),
    userAgent: nullable(Type.String()),
    requestId: nullable(Type.String()),
    detail: Type.Record(
      Type.String(),
      Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]),
    ),
    hash: Type.String({ description: 'SHA-256 over this entry and the hash of the one before' }),
  }),
);
export type AuditEntryView = Static<typeof AuditEntryView>;

const filter = {
  actor: Type.Optional(Type.String({ format: 'uuid', description: 'Who acted, or acted as' })),
  action: Type.Optional(
    Type.String({
      pattern: '^[a-z0-9.-]{1,60}$',
      description: 'Beginning of the action, `login` for all ways in',
    }),
  ),
  target: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  result: Type.Optional(Result),
  address: Type.Optional(Type.String({ minLength: 2, maxLength: 50 })),
  from: Type.Optional(Time),
  to: Type.Optional(Time),
  q: Type.Optional(Type.String({ maxLength: 200, description: 'Words of the entry' })),
};
export const AuditFilter = Type.Object(filter);
export type AuditFilter = Static<typeof AuditFilter>;

export const AuditQuery = Type.Object({
  ...filter,
  order: Type.Optional(Type.Enum(['newest', 'oldest'], { default: 'newest' })),
  ...Page,
});
export type AuditQuery = Static<typeof AuditQuery>;

export const AuditPage = component('AuditPage', pageOf(AuditEntryView));
export type AuditPage = Static<typeof AuditPage>;

export const AuditExportQuery = Type.Object({
  ...filter,
  format: Type.Optional(Type.Enum(['ndjson', 'csv'], { default: 'ndjson' })),
});
export type AuditExportQuery = Static<typeof AuditExportQuery>;

export const AuditVerification = component(
  'AuditVerification',
  Type.Object({
    ok: Type.Boolean(),
    entries: Type.Integer(),
    head: Type.Object(
      { seq: Type.Integer(), hash: Type.String() },
      { description: 'Keep it elsewhere: only it shows that the end of the log was put back' },
    ),
    problems: Type.Array(
      Type.Object({
        seq: nullable(Type.Integer()),
        kind: Type.Enum(['changed', 'missing', 'misplaced', 'cut', 'unsigned', 'not-expected']),
        detail: Type.String(),
      }),
      { description: 'The first hundred' },
    ),
  }),
);
export type AuditVerification = Static<typeof AuditVerification>;
