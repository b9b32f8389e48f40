import { type Static, Type } from 'typebox';
import { component, nullable, Page, pageOf, ref, Time, Uuid } from '../../http/schema.ts';
import { Channel, LapInContext, lapInContextFields, LapKind } from '../../resources/lap.ts';

export const LapDetail = component(
  'LapDetail',
  Type.Object({ ...lapInContextFields, channels: Type.Array(ref(Channel)) }),
);
export type LapDetail = Static<typeof LapDetail>;

export const LapPage = component('LapPage', pageOf(ref(LapInContext)));

export const LapQuery = Type.Object({
  team: Type.Optional(
    Type.String({ format: 'uuid', description: 'Laps of this team’s sessions, not one’s own' }),
  ),
  session: Type.Optional(Uuid),
  layout: Type.Optional(Uuid),
  vehicle: Type.Optional(Uuid),
  driver: Type.Optional(Type.String({ maxLength: 200 })),
  valid: Type.Optional(Type.Boolean()),
  kind: Type.Optional(LapKind),
  from: Type.Optional(Time),
  to: Type.Optional(Time),
  ...Page,
});
export type LapQuery = Static<typeof LapQuery>;

export const LapFileQuery = Type.Object({
  v: Type.Optional(
    Type.String({
      maxLength: 100,
      description:
        'The ETag of an earlier answer, unquoted: as long as it holds, this may be cached for ever',
    }),
  ),
});

export const LapDataQuery = Type.Object({
  channels: Type.String({
    minLength: 1,
    maxLength: 4000,
    description: 'Channel names, separated by commas',
  }),
});

export const LapColumns = component(
  'LapColumns',
  Type.Object({
    lapId: Uuid,
    columns: Type.Array(
      Type.Object({
        name: Type.String(),
        unit: Type.String(),
        rateHz: nullable(Type.Number()),
        timeSeconds: Type.Array(Type.Number(), { description: "Since the lap's start" }),
        values: Type.Array(Type.Union([Type.Number(), Type.String(), Type.Null()])),
      }),
    ),
  }),
);
