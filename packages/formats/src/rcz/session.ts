import type { Gate } from '@outlap/telemetry';
import { gateAcross } from '../gate-ends.ts';
import { decodeText } from '../text.ts';

type Json = Readonly<Record<string, unknown>>;

/** What the JSON beside the channels tells; everything may be missing. */
export type RczSession = {
  readonly track: string | null;
  /** Unix milliseconds at which laps begin or end, rising. */
  readonly lapBorders: readonly number[];
  readonly gates: readonly Gate[];
};

/** Reads `session.json` and the track file. Damaged JSON is as good as none. */
export function parseSession(
  session: Uint8Array | undefined,
  track: Uint8Array | undefined,
): RczSession {
  const about = parseObject(session);
  const place = asObject(parseObject(track).track);
  const borders = new Set<number>();
  for (const lap of asList(about.laps).slice(0, 100_000).map(asObject)) {
    for (const border of [lap.startTimestamp, lap.finishTimestamp]) {
      if (typeof border === 'number' && Number.isSafeInteger(border)) borders.add(border);
    }
  }
  return {
    track: asText(about.trackName) ?? asText(place.name),
    lapBorders: [...borders].sort((a, b) => a - b),
    gates: asList(place.traps).slice(0, 1000).map(asObject).flatMap(toGate),
  };
}

const START_FINISH = 3;

function toGate(trap: Json): Gate[] {
  const [latitude, longitude] = [asNumber(trap.centerLatitude), asNumber(trap.centerLongitude)];
  const centre = { latitude: latitude / 6e6, longitude: longitude / 6e6 };
  const heading = (asNumber(trap.bearing) / 1000) * (Math.PI / 180);
  const halfWidth = asNumber(trap.width) / 2000;
  const real = Math.abs(centre.latitude) <= 90 && Math.abs(centre.longitude) <= 180;
  if (!real || !Number.isFinite(heading) || !(halfWidth > 0 && halfWidth <= 500)) return [];
  const kind = trap.type === START_FINISH ? 'start-finish' : 'sector';
  return [gateAcross({ kind, name: asText(trap.name) ?? '' }, centre, heading, halfWidth)];
}

function parseObject(bytes: Uint8Array | undefined): Json {
  if (!bytes) return {};
  try {
    return asObject(JSON.parse(decodeText(bytes)));
  } catch {
    return {};
  }
}

const asObject = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const asText = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
const asNumber = (value: unknown): number => (typeof value === 'number' ? value : Number.NaN);
