import { type Static, Type } from 'typebox';
import { component, nullable, ref, Uuid } from '../../http/schema.ts';
import { LapInContext } from '../../resources/lap.ts';
import { Corner } from '../../resources/layout.ts';

export const CompareQuery = Type.Object({
  reference: Uuid,
  laps: Type.String({
    minLength: 36,
    maxLength: 1000,
    description: 'Lap ids, separated by commas',
  }),
  gridMetres: Type.Optional(Type.Number({ minimum: 0.5, maximum: 100, default: 5 })),
});
export type CompareQuery = Static<typeof CompareQuery>;

const numberOrNull = nullable(Type.Number());

const Passage = component(
  'CornerPassage',
  Type.Object({
    entrySpeedMps: Type.Number(),
    minimumSpeedMps: Type.Number(),
    minimumSpeedMetres: Type.Number(),
    exitSpeedMps: Type.Number(),
    brakeMetres: numberOrNull,
    peakBrake: numberOrNull,
    throttleMetres: numberOrNull,
    fullThrottleMetres: numberOrNull,
    gear: numberOrNull,
    coastMetres: numberOrNull,
  }),
);

const Place = Type.Union([Type.Literal('corner'), Type.Literal('straight')]);

const Segment = component(
  'Segment',
  Type.Object({
    kind: Place,
    number: Type.Integer(),
    name: nullable(Type.String()),
    startMetres: Type.Number(),
    endMetres: Type.Number(),
    lossSeconds: Type.Number({ description: 'Time lost to the reference; negative is a gain' }),
    passages: nullable(Type.Object({ reference: ref(Passage), lap: ref(Passage) })),
  }),
);

const Finding = component(
  'Finding',
  Type.Object({
    kind: Place,
    number: Type.Integer(),
    startMetres: Type.Number(),
    endMetres: Type.Number(),
    lossSeconds: Type.Number(),
    cause: Type.String(),
    amount: numberOrNull,
    unit: Type.String(),
    text: Type.String(),
  }),
);

const Comparison = component(
  'Comparison',
  Type.Object({
    lap: ref(LapInContext),
    method: Type.String(),
    gapSeconds: Type.Number(),
    residualSeconds: Type.Number(),
    estimated: Type.Boolean(),
    delta: Type.Object({
      distanceMetres: Type.Array(Type.Number()),
      seconds: Type.Array(Type.Number()),
    }),
    miniSectors: Type.Array(
      Type.Object({
        startMetres: Type.Number(),
        endMetres: Type.Number(),
        lossSeconds: Type.Number(),
      }),
    ),
    segments: Type.Array(ref(Segment)),
    findings: Type.Array(ref(Finding)),
  }),
);

const RefusedComparison = component(
  'RefusedComparison',
  Type.Object({
    lap: ref(LapInContext),
    refused: Type.Object({ reason: Type.String(), detail: Type.String() }),
  }),
);

export const Comparisons = component(
  'Comparisons',
  Type.Object({
    reference: ref(LapInContext),
    lengthMetres: Type.Number(),
    corners: Type.Array(ref(Corner)),
    comparisons: Type.Array(Type.Union([ref(Comparison), ref(RefusedComparison)])),
  }),
);
export type Comparisons = Static<typeof Comparisons>;
