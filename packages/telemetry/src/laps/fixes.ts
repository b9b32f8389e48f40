/**
 * Positions of a recording as a path in a local plane. Left out: fixes without a value, at 0/0 (no fix yet, zero
 * frames) or outside the globe; values held between two fixes (a 10 Hz receiver in a 60 Hz file), so that times are
 * interpolated between real fixes; single glitches, where the car could not have gone there but could have gone on to a
 * fix soon after. A hop that stays is a cut: the car was moved or the receiver found itself elsewhere.
 */
import { toSeconds } from '../channels/channel.ts';
import { findChannel } from '../channels/find.ts';
import { type LocalPlane, toLocal } from '../geometry/local-plane.ts';
import type { GeoPoint, Recording } from '../recording/recording.ts';
import { TELEPORT_METRES_PER_SECOND, TELEPORT_SLACK_METRES } from './border.ts';
import { at, at64, type Column, columnOn } from './columns.ts';

export type Fixes = {
  readonly plane: LocalPlane;
  readonly seconds: Float64Array;
  readonly xMetres: Float64Array;
  readonly yMetres: Float64Array;
  /** Indices of fixes that cannot have been driven to from the one before, rising. */
  readonly cuts: readonly number[];
};

/** A held value older than this is a car that stands, and is kept. */
const HELD_SECONDS = 0.5;
const GLITCH_FIXES = 5;

/** A line farther away, in degrees, is another circuit's: lengths in its plane would be wrong. */
const FARTHEST_ORIGIN_DEGREES = 0.3;

/** The path of a recording around `origin` where that is near (else its middle fix); undefined with fewer than two fixes. */
export function toFixes(
  recording: Pick<Recording, 'channels'>,
  origin?: GeoPoint,
): Fixes | undefined {
  const base = findChannel(recording.channels, 'latitude');
  if (!base) return undefined;
  const latitude = columnOn(recording.channels, 'latitude', base.time);
  const longitude = columnOn(recording.channels, 'longitude', base.time);
  if (!latitude || !longitude) return undefined;
  const times = toSeconds(base.time);
  const kept = keepFixes(times, latitude, longitude);
  if (kept.length < 2) return undefined;
  const inside = at(kept, kept.length >> 1);
  const middle = { latitude: at(latitude, inside), longitude: at(longitude, inside) };
  const plane = toLocal(origin && isNear(origin, middle) ? origin : middle);
  const path = new Path(kept.length);
  for (const i of kept)
    path.add(at64(times, i), plane.x(at(longitude, i)), plane.y(at(latitude, i)));
  return { plane, ...withoutGlitches(path) };
}

function isNear(a: GeoPoint, b: GeoPoint): boolean {
  const north = Math.abs(a.latitude - b.latitude);
  return north + Math.abs(a.longitude - b.longitude) < FARTHEST_ORIGIN_DEGREES;
}

function keepFixes(times: Float64Array, latitude: Column, longitude: Column): Int32Array {
  const kept = new Int32Array(times.length);
  let count = 0;
  let last = -1;
  for (let i = 0; i < times.length; i++) {
    const north = at(latitude, i);
    const east = at(longitude, i);
    if (!isPosition(north, east)) continue;
    const held = north === at(latitude, last) && east === at(longitude, last);
    if (held && at64(times, i) - at64(times, last) < HELD_SECONDS) continue;
    kept[count++] = i;
    last = i;
  }
  return kept.subarray(0, count);
}

function isPosition(latitude: number, longitude: number): boolean {
  return (
    Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 && (latitude !== 0 || longitude !== 0)
  );
}

class Path {
  readonly seconds: Float64Array;
  readonly xMetres: Float64Array;
  readonly yMetres: Float64Array;
  count = 0;

  constructor(capacity: number) {
    this.seconds = new Float64Array(capacity);
    this.xMetres = new Float64Array(capacity);
    this.yMetres = new Float64Array(capacity);
  }

  add(seconds: number, x: number, y: number): void {
    this.seconds[this.count] = seconds;
    this.xMetres[this.count] = x;
    this.yMetres[this.count] = y;
    this.count++;
  }

  canReach(i: number, other: Path, k: number): boolean {
    const dx = at64(other.xMetres, k) - at64(this.xMetres, i);
    const dy = at64(other.yMetres, k) - at64(this.yMetres, i);
    const dt = at64(other.seconds, k) - at64(this.seconds, i);
    const reach = TELEPORT_METRES_PER_SECOND * dt + TELEPORT_SLACK_METRES;
    return dx * dx + dy * dy <= reach * reach;
  }
}

function withoutGlitches(path: Path): Omit<Fixes, 'plane'> {
  const clean = new Path(path.count);
  const cuts: number[] = [];
  for (let k = 0; k < path.count; k++) {
    const last = clean.count - 1;
    if (last >= 0 && !clean.canReach(last, path, k)) {
      const next = reachableAfter(clean, path, k);
      if (next === undefined) cuts.push(clean.count);
      else k = next;
    }
    clean.add(at64(path.seconds, k), at64(path.xMetres, k), at64(path.yMetres, k));
  }
  return {
    seconds: clean.seconds.subarray(0, clean.count),
    xMetres: clean.xMetres.subarray(0, clean.count),
    yMetres: clean.yMetres.subarray(0, clean.count),
    cuts,
  };
}

/** The first of the fixes soon after `k` that can be reached from the end of the clean path. */
function reachableAfter(clean: Path, path: Path, k: number): number | undefined {
  const end = Math.min(path.count - 1, k + GLITCH_FIXES);
  for (let ahead = k + 1; ahead <= end; ahead++) {
    if (clean.canReach(clean.count - 1, path, ahead)) return ahead;
  }
  return undefined;
}
