import { type Static, Type } from 'typebox';
import { component, nullable, Page, pageOf, ref, Time, Uuid } from '../../http/schema.ts';
import { Channel, Lap, TrackRef, VehicleRef } from '../../resources/lap.ts';
import { Layout } from '../../resources/layout.ts';

const SessionState = Type.Union([Type.Literal('live'), Type.Literal('done')], {
  description: '`live` while it is being driven',
});

const sessionFields = {
  id: Uuid,
  name: Type.String(),
  startedAt: nullable(Time),
  importedAt: Time,
  durationSeconds: Type.Number(),
  format: Type.String(),
  formatVersion: nullable(Type.Number()),
  fileName: Type.String(),
  fileBytes: Type.Integer(),
  driver: nullable(Type.String()),
  vehicle: nullable(VehicleRef),
  track: nullable(TrackRef),
  lapCount: Type.Integer(),
  validLapCount: Type.Integer(),
  bestLap: nullable(Type.Object({ id: Uuid, number: Type.Integer(), timeSeconds: Type.Number() })),
  demo: Type.Boolean(),
  notes: Type.String(),
  state: SessionState,
  referenceLapId: nullable(Uuid),
  mine: Type.Boolean({ description: 'Whether who asks drove it' }),
  teamId: nullable(
    Type.String({ format: 'uuid', description: 'The team it is shared with; null: with none' }),
  ),
};

export const Session = component('Session', Type.Object(sessionFields));
export type Session = Static<typeof Session>;

const BestBy = Type.Object({
  timeSeconds: Type.Number(),
  contributingLaps: Type.Integer(),
  pieces: Type.Array(Type.Object({ lapNumber: Type.Integer(), seconds: Type.Number() })),
});

const TheoreticalBest = component(
  'TheoreticalBest',
  Type.Object({
    driven: Type.Literal(false),
    bySector: nullable(BestBy),
    byMiniSector: nullable(BestBy),
  }),
);

const Consistency = component(
  'Consistency',
  Type.Object({
    lapTimeStandardDeviationSeconds: Type.Number(),
    laps: Type.Integer(),
    corners: Type.Array(
      Type.Object({
        number: Type.Integer(),
        timeStandardDeviationSeconds: nullable(Type.Number()),
        brakeStandardDeviationMetres: nullable(Type.Number()),
        minimumSpeedStandardDeviationMps: nullable(Type.Number()),
      }),
    ),
  }),
);

const Report = Type.Object({
  rowsTotal: Type.Integer(),
  rowsKept: Type.Integer(),
  reasons: Type.Record(Type.String(), Type.Integer()),
  warnings: Type.Array(Type.String()),
});

export const SessionDetail = component(
  'SessionDetail',
  Type.Object({
    ...sessionFields,
    laps: Type.Array(ref(Lap)),
    channels: Type.Array(ref(Channel)),
    layout: nullable(ref(Layout)),
    theoreticalBest: nullable(ref(TheoreticalBest)),
    consistency: nullable(ref(Consistency)),
    report: Report,
    analysisVersion: Type.Integer(),
    lapSplitMethod: Type.String(),
  }),
);
export type SessionDetail = Static<typeof SessionDetail>;

export const SessionPage = component('SessionPage', pageOf(ref(Session)));

export const SessionQuery = Type.Object({
  team: Type.Optional(
    Type.String({ format: 'uuid', description: 'Sessions shared with this team, not one’s own' }),
  ),
  track: Type.Optional(Uuid),
  layout: Type.Optional(Uuid),
  vehicle: Type.Optional(Uuid),
  driver: Type.Optional(Type.String({ maxLength: 200 })),
  from: Type.Optional(Time),
  to: Type.Optional(Time),
  state: Type.Optional(SessionState),
  q: Type.Optional(
    Type.String({
      maxLength: 200,
      description: 'Words, or their beginnings, of name, driver, vehicle, track or file name',
    }),
  ),
  ...Page,
});
export type SessionQuery = Static<typeof SessionQuery>;

const Name = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' });

export const EditSession = component(
  'EditSession',
  Type.Object(
    {
      name: Type.Optional(Name),
      driver: Type.Optional(nullable(Name)),
      notes: Type.Optional(Type.String({ maxLength: 20_000 })),
      vehicleName: Type.Optional(nullable(Name)),
      trackName: Type.Optional(Name),
      layoutName: Type.Optional(nullable(Name)),
      referenceLapId: Type.Optional(
        nullable(
          Type.String({
            format: 'uuid',
            description:
              'The lap of the same layout that live delta and prediction are against; null: the best there is',
          }),
        ),
      ),
      teamId: Type.Optional(
        nullable(
          Type.String({
            format: 'uuid',
            description: 'Shares it with a team, which its driver may; null: with none',
          }),
        ),
      ),
    },
    { additionalProperties: false },
  ),
);
export type EditSession = Static<typeof EditSession>;
