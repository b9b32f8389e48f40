import { type Static, Type } from 'typebox';
import { component, nullable, Time, Uuid } from '../http/schema.ts';

export const LapKind = Type.Union([
  Type.Literal('full'),
  Type.Literal('out'),
  Type.Literal('in'),
  Type.Literal('partial'),
  Type.Literal('stretch'),
]);

const lapFields = {
  id: Uuid,
  sessionId: Uuid,
  number: Type.Integer(),
  kind: LapKind,
  valid: Type.Boolean(),
  invalidReasons: Type.Array(Type.String()),
  startSeconds: Type.Number(),
  timeSeconds: Type.Number(),
  timeSource: Type.Union([Type.Literal('source'), Type.Literal('crossing')]),
  distanceMetres: nullable(Type.Number()),
  sectorSeconds: Type.Array(Type.Number()),
  fileBytes: Type.Integer(),
};

export const Lap = component('Lap', Type.Object(lapFields));
export type Lap = Static<typeof Lap>;

export const Channel = component(
  'Channel',
  Type.Object({
    name: Type.String(),
    sourceName: Type.String(),
    unit: Type.String(),
    rateHz: nullable(Type.Number()),
    label: Type.String(),
  }),
);
export type Channel = Static<typeof Channel>;

export const VehicleRef = Type.Object({ id: Uuid, name: Type.String() });
export const TrackRef = Type.Object({
  id: Uuid,
  name: Type.String(),
  layoutId: Uuid,
  layout: nullable(Type.String()),
});

export const lapInContextFields = {
  ...lapFields,
  session: Type.Object({
    id: Uuid,
    name: Type.String(),
    startedAt: nullable(Time),
    driver: nullable(Type.String()),
    vehicle: nullable(VehicleRef),
    track: nullable(TrackRef),
  }),
  personalBest: Type.Boolean({
    description: "This driver's fastest valid lap of the layout in this vehicle",
  }),
};

export const LapInContext = component('LapInContext', Type.Object(lapInContextFields));
export type LapInContext = Static<typeof LapInContext>;
