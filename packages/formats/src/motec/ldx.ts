/**
 * The `.ldx` beside an `.ld`: XML with lap beacons in microseconds and a few details. Only the tags needed are picked
 * out of the text; the rest of the file (and entities, which these tags never hold) is not interpreted.
 */
import { FormatError } from '../errors.ts';
import { decodeText } from '../text.ts';

export type Ldx = {
  /** Times of the lap beacons, rising, seconds since the log's start. */
  readonly beaconSeconds: readonly number[];
  /** `Id` → `Value` of its details (`Total Laps`, `Venue` …). */
  readonly details: ReadonlyMap<string, string>;
};

const LARGEST_BYTES = 16 << 20;
const MOST_BEACONS = 100_000;

/** Beacons and details of an `.ldx`. Throws `file_too_large` or `file_damaged`. */
export function parseLdx(bytes: Uint8Array): Ldx {
  if (bytes.length > LARGEST_BYTES) {
    throw new FormatError('file_too_large', 'An .ldx is never larger than 16 MiB.');
  }
  const text = decodeText(bytes);
  if (!text.includes('<LDXFile') || !text.includes('</LDXFile>')) {
    throw new FormatError('file_damaged', 'The .ldx is not whole XML with an LDXFile element.');
  }
  const beacons = findBeaconTimes(text);
  const details = new Map<string, string>();
  for (const [tag] of text.matchAll(/<String\s[^<>]*>/g)) {
    const id = attribute(tag, 'Id');
    if (id) details.set(id, attribute(tag, 'Value') ?? '');
  }
  return { beaconSeconds: beacons.filter((time, i) => time !== beacons[i - 1]), details };
}

function findBeaconTimes(text: string): number[] {
  const beacons: number[] = [];
  for (const [tag] of text.matchAll(/<Marker\s[^<>]*>/g)) {
    if (attribute(tag, 'ClassName') !== 'BCN') continue;
    const seconds = Number(attribute(tag, 'Time') || 'none') / 1e6;
    if (Number.isFinite(seconds) && seconds >= 0) beacons.push(seconds);
    if (beacons.length > MOST_BEACONS) {
      throw new FormatError('file_damaged', `More than ${MOST_BEACONS} beacons.`);
    }
  }
  return beacons.sort((a, b) => a - b);
}

function attribute(tag: string, name: string): string | undefined {
  return new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
}

/** Why this `.ldx` cannot belong to a log of that length and place, or undefined where nothing speaks against it. */
export function findContradiction(
  ldx: Ldx,
  log: { readonly durationSeconds: number; readonly venue: string; readonly vehicle: string },
): string | undefined {
  const last = ldx.beaconSeconds.at(-1) ?? 0;
  if (last > log.durationSeconds + 1) {
    return `its last beacon is at ${last.toFixed(1)} s, the log ends at ${log.durationSeconds.toFixed(1)} s`;
  }
  for (const [id, own] of [
    ['Venue', log.venue],
    ['Vehicle Id', log.vehicle],
  ] as const) {
    const stated = ldx.details.get(id);
    if (stated && own && stated.trim().toLowerCase() !== own.trim().toLowerCase()) {
      return `it names another ${id.split(' ')[0]?.toLowerCase()}`;
    }
  }
  return undefined;
}
