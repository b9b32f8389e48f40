import { type Static, Type } from 'typebox';
import { component, nullable, ref, Uuid } from '../http/schema.ts';

const Origin = Type.Object({ latitude: Type.Number(), longitude: Type.Number() });

export const Outline = component(
  'Outline',
  Type.Object({
    stepMetres: Type.Number(),
    xMetres: Type.Array(Type.Number(), { description: 'East of the origin' }),
    yMetres: Type.Array(Type.Number(), { description: 'North of the origin' }),
    origin: nullable(Origin),
    source: Type.Union([Type.Literal('gps'), Type.Literal('integrated')]),
  }),
);
export type Outline = Static<typeof Outline>;

export const Corner = component(
  'Corner',
  Type.Object({
    number: Type.Integer(),
    name: nullable(Type.String()),
    direction: Type.Union([Type.Literal('left'), Type.Literal('right')]),
    entryMetres: Type.Number(),
    apexMetres: Type.Number(),
    exitMetres: Type.Number(),
    angleDegrees: Type.Number(),
  }),
);
export type Corner = Static<typeof Corner>;

export const Layout = component(
  'Layout',
  Type.Object({
    id: Uuid,
    trackId: Uuid,
    trackName: Type.String(),
    name: nullable(Type.String()),
    lengthMetres: Type.Number(),
    sectorFractions: Type.Array(Type.Number()),
    outline: nullable(ref(Outline)),
    corners: Type.Array(ref(Corner)),
  }),
);
export type Layout = Static<typeof Layout>;
