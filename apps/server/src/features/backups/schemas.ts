import { type Static, Type } from 'typebox';
import { component, nullable, ref, Time, Uuid } from '../../http/schema.ts';

export const BackupRun = component(
  'BackupRun',
  Type.Object({
    id: Uuid,
    place: Type.String({ description: 'Where it lies, without keys' }),
    name: nullable(Type.String({ description: 'Its name there, once it is whole' })),
    state: Type.Enum(['running', 'done', 'failed']),
    askedBy: Type.Enum(['schedule', 'page', 'command']),
    startedAt: Time,
    finishedAt: nullable(Time),
    phase: Type.Enum(['tables', 'objects', 'verify']),
    progress: Type.Number({ minimum: 0, maximum: 1, description: 'Part of the phase' }),
    bytes: nullable(Type.Integer({ description: 'What it needs in its place' })),
    newBytes: nullable(Type.Integer({ description: 'Of these, written by it' })),
    rows: nullable(Type.Integer()),
    objects: nullable(Type.Integer()),
    missing: Type.Integer({ description: 'Objects that rows name and that were not there' }),
    identity: Type.String({
      description: '`database`, or where accounts lie that are not in the backup',
    }),
    error: nullable(Type.String()),
  }),
);
export type BackupRun = Static<typeof BackupRun>;

export const Backups = component(
  'Backups',
  Type.Object({
    configured: Type.Boolean({ description: 'Whether there is a place for backups' }),
    place: nullable(Type.String()),
    schedule: Type.String({ description: 'When they are made, in words' }),
    keep: Type.String({ description: 'Which stay, in words' }),
    lateAfterSeconds: Type.Integer({ description: 'Age at which somebody should look' }),
    last: nullable(ref(BackupRun)),
    items: Type.Array(ref(BackupRun), { description: 'Those made and tried, newest first' }),
  }),
);
export type Backups = Static<typeof Backups>;
