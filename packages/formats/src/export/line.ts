/**
 * A start/finish line for recordings that have none: across the driving where the first full lap begins, from the two
 * fixes around that moment. Fixes held between two of a receiver count once. Assumes that the laps were cut where the
 * car crossed a line across its way; a line that lay at another angle is crossed some hundredths of a second apart.
 */
import { findChannel, type Gate, type Lap, type Recording, toSeconds } from '@outlap/telemetry';
import { bearingRad, gateAcross } from '../gate-ends.ts';
import { valuesAt } from '../resample.ts';

const HALF_WIDTH_METRES = 17.5;

/** The gates of a recording; where it has no start/finish but positions and a full lap, with one where that lap began. */
export function gatesOf(recording: Recording, laps: readonly Lap[]): readonly Gate[] {
  const { gates, channels } = recording;
  if (gates.some(({ kind }) => kind === 'start-finish')) return gates;
  const lap = laps.find(({ kind }) => kind === 'full');
  const latitude = findChannel(channels, 'latitude');
  const longitude = findChannel(channels, 'longitude');
  if (!lap || !latitude || !longitude) return gates;
  const seconds = toSeconds(latitude.time);
  const [north, east] = [valuesAt(latitude, seconds), valuesAt(longitude, seconds)];
  const [before, after] = fixesAround(seconds, north, east, lap.startSeconds);
  if (!before || !after) return gates;
  const part = (lap.startSeconds - before.seconds) / (after.seconds - before.seconds);
  const through = {
    latitude: before.latitude + (after.latitude - before.latitude) * part,
    longitude: before.longitude + (after.longitude - before.longitude) * part,
  };
  const about = { kind: 'start-finish', name: 'Start/finish' } as const;
  return [gateAcross(about, through, bearingRad(before, after), HALF_WIDTH_METRES), ...gates];
}

type Fix = { readonly seconds: number; readonly latitude: number; readonly longitude: number };

/** The last fix at or before a moment and the first one elsewhere after it. */
function fixesAround(
  seconds: Float64Array,
  north: Float64Array,
  east: Float64Array,
  moment: number,
): [Fix | undefined, Fix | undefined] {
  let before: Fix | undefined;
  for (let i = 0; i < seconds.length; i++) {
    const fix = {
      seconds: seconds[i] ?? Number.NaN,
      latitude: north[i] ?? Number.NaN,
      longitude: east[i] ?? Number.NaN,
    };
    if (!Number.isFinite(fix.latitude + fix.longitude)) continue;
    const held = fix.latitude === before?.latitude && fix.longitude === before.longitude;
    if (held) continue;
    if (fix.seconds > moment) return [before, fix];
    before = fix;
  }
  return [before, undefined];
}
