import { type Static, Type } from 'typebox';
import { component, nullable, ref, Time, Uuid } from '../../http/schema.ts';
import { LapKind } from '../../resources/lap.ts';

const Text = Type.String({ maxLength: 20_000, pattern: '^[^\\u0000]*$' });
const Name = Type.String({ maxLength: 500, pattern: '^[^\\u0000]*$' });
const Count = Type.Integer({ minimum: 0 });
const Anything = Type.Unknown();
const Hash = Type.String({ pattern: '^[0-9a-f]{64}$' });

const SyncLap = Type.Object({
  id: Uuid,
  number: Type.Integer(),
  kind: Type.Union([LapKind, Type.Literal('stretch')]),
  valid: Type.Boolean(),
  invalidReasons: Type.Array(Name),
  startSeconds: Type.Number(),
  endSeconds: Type.Number(),
  timeSeconds: Type.Number(),
  timeSource: Name,
  distanceMetres: nullable(Type.Number()),
  sectorSeconds: Type.Array(Type.Number()),
  fileBytes: Count,
});
export type SyncLap = Static<typeof SyncLap>;

const SyncSession = Type.Object({
  id: Uuid,
  name: Name,
  startedAt: nullable(Time),
  importedAt: Time,
  durationSeconds: Type.Number(),
  format: Name,
  formatVersion: nullable(Type.Number()),
  fileName: Name,
  fileBytes: Count,
  contentHash: Name,
  mapping: Anything,
  driver: nullable(Name),
  lapCount: Count,
  validLapCount: Count,
  bestLap: nullable(Type.Object({ id: Uuid, number: Type.Integer(), timeSeconds: Type.Number() })),
  notes: Text,
  edited: Type.Record(Name, Type.Literal(true)),
  channels: Type.Array(Anything),
  theoreticalBest: Anything,
  consistency: Anything,
  report: Anything,
  analysisVersion: Type.Integer(),
  lapSplitMethod: Name,
  state: Type.Union([Type.Literal('live'), Type.Literal('done')]),
});

const Numbers = Type.Array(Type.Number(), { maxItems: 1_000_000 });

const SyncLayout = Type.Object({
  trackName: Name,
  name: nullable(Name),
  lengthMetres: Type.Number({ exclusiveMinimum: 0 }),
  sectorFractions: Numbers,
  gates: Type.Array(Anything),
  outline: nullable(
    Type.Object({
      stepMetres: Type.Number(),
      xMetres: Numbers,
      yMetres: Numbers,
      origin: nullable(Type.Object({ latitude: Type.Number(), longitude: Type.Number() })),
      source: Type.Union([Type.Literal('gps'), Type.Literal('integrated')]),
    }),
  ),
  corners: Type.Array(
    Type.Object({
      number: Type.Integer(),
      name: nullable(Name),
      direction: Type.Union([Type.Literal('left'), Type.Literal('right')]),
      entryMetres: Type.Number(),
      apexMetres: Type.Number(),
      exitMetres: Type.Number(),
      angleDegrees: Type.Number(),
    }),
  ),
  analysisVersion: Type.Integer(),
});
export type SyncLayout = Static<typeof SyncLayout>;

const SyncObject = Type.Object({
  kind: Type.Union([Type.Literal('lap'), Type.Literal('recording'), Type.Literal('companion')]),
  lapId: nullable(Uuid),
  bytes: Type.Integer({ minimum: 1, maximum: 2 ** 40 }),
  sha256: Hash,
});
export type SyncObject = Static<typeof SyncObject>;

export const SyncManifest = component(
  'SyncManifest',
  Type.Object(
    {
      version: Type.Literal(1),
      session: SyncSession,
      vehicleName: nullable(Name),
      layout: nullable(SyncLayout),
      laps: Type.Array(SyncLap, { maxItems: 100_000 }),
      objects: Type.Array(SyncObject, { maxItems: 100_010 }),
      samplesRemoved: Type.Boolean({
        description: 'The sender has removed samples; the ones held here stay',
      }),
    },
    { description: 'All that is known of a session; its files are named by their hashes' },
  ),
);
export type SyncManifest = Static<typeof SyncManifest>;

export const SyncAnswer = component(
  'SyncAnswer',
  Type.Object({
    state: Type.Union([
      Type.Literal('wanted'),
      Type.Literal('complete'),
      Type.Literal('duplicate'),
    ]),
    sessionId: Type.String({
      description: 'For a duplicate, the session that holds the recording',
    }),
    manifestHash: Hash,
    needed: Type.Array(
      Type.Object({
        sha256: Hash,
        bytes: Type.Integer(),
        offset: Type.Integer({ description: 'What is there already; go on here' }),
      }),
    ),
  }),
);
export type SyncAnswer = Static<typeof SyncAnswer>;

export const ObjectParams = Type.Object({ sha256: Hash });

export const SyncObjectState = component(
  'SyncObjectState',
  Type.Object({ bytes: Type.Integer(), offset: Type.Integer(), proven: Type.Boolean() }),
);
export type SyncObjectState = Static<typeof SyncObjectState>;

export const CompleteSync = component('CompleteSync', Type.Object({ manifestHash: Hash }));

export const SyncDigest = component(
  'SyncDigest',
  Type.Object({
    sessionId: Uuid,
    digest: Type.String({ description: 'Over rows and files; equal on both sides' }),
    rowsDigest: Type.String({ description: 'Over rows alone, where samples were removed' }),
    laps: Count,
    objects: Count,
    bytes: Count,
  }),
);
export type SyncDigest = Static<typeof SyncDigest>;

const SyncItem = component(
  'SyncItem',
  Type.Object({
    sessionId: Uuid,
    name: Type.String(),
    state: Type.Union([
      Type.Literal('waiting'),
      Type.Literal('sending'),
      Type.Literal('sent'),
      Type.Literal('failed'),
      Type.Literal('duplicate'),
    ]),
    live: Type.Boolean(),
    totalBytes: Count,
    sentBytes: Count,
    attempts: Count,
    error: nullable(Type.Object({ code: Type.String(), detail: Type.String() })),
    sentAt: nullable(Time),
    digest: nullable(Type.String()),
  }),
);
export type SyncItem = Static<typeof SyncItem>;

export const Sync = component(
  'Sync',
  Type.Object({
    state: Type.Union([
      Type.Literal('off', { description: 'No UPSTREAM_URL' }),
      Type.Literal('idle'),
      Type.Literal('sending'),
      Type.Literal('waiting', { description: 'After an error, until `nextTryAt`' }),
    ]),
    upstream: nullable(Type.String()),
    waitingSessions: Count,
    sentSessions: Count,
    receivedSessions: Count,
    bytesPerSecond: Type.Number(),
    limitBytesPerSecond: Count,
    lastSuccessAt: nullable(Time),
    lastError: nullable(Type.Object({ code: Type.String(), detail: Type.String(), at: Time })),
    nextTryAt: nullable(Time),
    items: Type.Array(ref(SyncItem), { description: 'Not yet sent ones first' }),
  }),
);
export type Sync = Static<typeof Sync>;
