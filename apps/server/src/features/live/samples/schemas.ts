import { type Static, Type } from 'typebox';
import { component, nullable, Uuid } from '../../../http/schema.ts';

const Names = Type.Optional(
  Type.String({ maxLength: 10_000, description: 'Names, separated by commas; absent: all' }),
);
const RateHz = Type.Optional(
  Type.Number({
    exclusiveMinimum: 0,
    maximum: 1000,
    default: 10,
    description: 'Rows a second; spans over twenty minutes have one at most',
  }),
);

export const RecentQuery = Type.Object({
  team: Type.Optional(
    Type.String({ format: 'uuid', description: 'A car of this team, not one’s own' }),
  ),
  seconds: Type.Optional(Type.Number({ minimum: 0, maximum: 600, default: 30 })),
  channels: Names,
  rateHz: RateHz,
});
export type RecentQuery = Static<typeof RecentQuery>;

export const SamplesSpanQuery = Type.Object({
  from: Type.Optional(
    Type.Number({ minimum: 0, description: 'Seconds of the session', default: 0 }),
  ),
  to: Type.Optional(Type.Number({ minimum: 0, description: 'Seconds of the session' })),
  channels: Names,
  rateHz: RateHz,
});
export type SamplesSpanQuery = Static<typeof SamplesSpanQuery>;

export const Samples = component(
  'Samples',
  Type.Object({
    sessionId: Uuid,
    live: Type.Boolean(),
    newestAgeSeconds: nullable(
      Type.Number({ description: 'Seconds since the last frame came in; null for a finished one' }),
    ),
    rateHz: Type.Number({ description: 'Rows a second, as far as they could be given' }),
    seconds: Type.Array(Type.Number(), { description: 'Seconds of the session' }),
    columns: Type.Array(
      Type.Object({
        name: Type.String({ description: 'As it was asked for' }),
        label: Type.String(),
        unit: Type.String(),
        present: Type.Boolean(),
        values: Type.Array(nullable(Type.Union([Type.Number(), Type.String()]))),
      }),
    ),
  }),
);
