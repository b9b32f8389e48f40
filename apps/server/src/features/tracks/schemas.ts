import { type Static, Type } from 'typebox';
import { component, listOf, nullable, ref, Uuid } from '../../http/schema.ts';
import { Outline } from '../../resources/layout.ts';

const LayoutSummary = Type.Object({
  id: Uuid,
  name: nullable(Type.String()),
  lengthMetres: Type.Number(),
  lapCount: Type.Integer({ description: 'Valid laps' }),
  bestLap: nullable(
    Type.Object({
      id: Uuid,
      sessionId: Uuid,
      number: Type.Integer(),
      timeSeconds: Type.Number(),
      driver: nullable(Type.String()),
    }),
  ),
  outline: nullable(ref(Outline)),
});

export const Track = component(
  'Track',
  Type.Object({ id: Uuid, name: Type.String(), layouts: Type.Array(LayoutSummary) }),
);
export type Track = Static<typeof Track>;

export const TrackList = component('TrackList', listOf(ref(Track)));
