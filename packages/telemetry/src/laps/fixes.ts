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
import { columnOn } from './columns.ts';

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

/** The path of a recording around `origin` (default: its first fix), or undefined with fewer than two positions. */
export function toFixes(recording: Recording, origin?: GeoPoint): Fixes | undefined {
  const base = findChannel(recording.channels, 'latitude');
  if (!base) return undefined;
  const latitude = columnOn(recording.channels, 'latitude', base.time);
  const longitude = columnOn(recording.channels, 'longitude', base.time);
  if (!latitude || !longitude) return undefined;
  const times = toSeconds(base.time);
  const kept = new Int32Array(times.length);
  let count = 0;
  for (let i = 0; i < times.length; i++) {
    const north = latitude[i] ?? Number.NaN;
    const east = longitude[i] ?? Number.NaN;
    if (!isPosition(north, east)) continue;
    const last = kept[count - 1] ?? -1;
    const held = count > 0 && north === latitude[last] && east === longitude[last];
    if (held && (times[i] ?? 0) - (times[last] ?? 0) < HELD_SECONDS) continue;
    kept[count++] = i;
  }
  if (count < 2) return undefined;
  const first = kept[0] ?? 0;
  const plane = toLocal(
    origin ?? { latitude: latitude[first] ?? 0, longitude: longitude[first] ?? 0 },
  );
  const path = new Path(count);
  for (let k = 0; k < count; k++) {
    const i = kept[k] ?? 0;
    path.add(times[i] ?? 0, plane.x(longitude[i] ?? 0), plane.y(latitude[i] ?? 0));
  }
  return { plane, ...withoutGlitches(path) };
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
    const dx = (other.xMetres[k] ?? 0) - (this.xMetres[i] ?? 0);
    const dy = (other.yMetres[k] ?? 0) - (this.yMetres[i] ?? 0);
    const dt = (other.seconds[k] ?? 0) - (this.seconds[i] ?? 0);
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
      let ahead = k + 1;
      while (
        ahead < path.count &&
        ahead <= k + GLITCH_FIXES &&
        !clean.canReach(last, path, ahead)
      ) {
        ahead++;
      }
      if (ahead < path.count && ahead <= k + GLITCH_FIXES) k = ahead;
      else cuts.push(clean.count);
    }
    clean.add(path.seconds[k] ?? 0, path.xMetres[k] ?? 0, path.yMetres[k] ?? 0);
  }
  return {
    seconds: clean.seconds.subarray(0, clean.count),
    xMetres: clean.xMetres.subarray(0, clean.count),
    yMetres: clean.yMetres.subarray(0, clean.count),
    cuts,
  };
}
