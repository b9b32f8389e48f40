import { type Gate, toLocal } from '@outlap/telemetry';

/** A gate through a point, across a direction of travel (radians clockwise from north), reaching that far to each side. */
export function gateAcross(
  about: Pick<Gate, 'kind' | 'name'>,
  through: Gate['a'],
  headingRad: number,
  halfWidthMetres: number,
): Gate {
  const plane = toLocal(through);
  const x = Math.cos(headingRad) * halfWidthMetres;
  const y = -Math.sin(headingRad) * halfWidthMetres;
  return {
    ...about,
    a: { latitude: plane.latitude(-y), longitude: plane.longitude(-x) },
    b: { latitude: plane.latitude(y), longitude: plane.longitude(x) },
  };
}

/** Radians clockwise from north of the way from one point to another. */
export function bearingRad(from: Gate['a'], to: Gate['a']): number {
  const plane = toLocal(from);
  return Math.atan2(plane.x(to.longitude), plane.y(to.latitude));
}
