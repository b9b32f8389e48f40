import type { CsvMapping } from '../format.ts';

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;
const HMS = /^(-)?(?:(\d{1,4}):)?(\d{1,4}):(\d{1,2})(?:[.,:](\d{1,9}))?$/;

/** Unix seconds of an ISO 8601 date and time (without a zone: as if UTC), NaN for anything else. */
export function parseIsoSeconds(text: string): number {
  const match = ISO.exec(text.trim());
  if (!match) return Number.NaN;
  const [, year, month, day, hours, minutes, seconds = '0', fraction = '0', zone] = match;
  const date = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const ofDay = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return date / 1000 + ofDay + Number(`0.${fraction}`) - zoneSeconds(zone);
}

function zoneSeconds(zone: string | undefined): number {
  if (!zone || zone.toUpperCase() === 'Z') return 0;
  const digits = zone.replace(/\D/g, '');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return (zone.startsWith('-') ? -60 : 60) * minutes;
}

/** Whether an ISO time says its zone. */
export function hasZone(text: string): boolean {
  return Boolean(ISO.exec(text.trim())?.[8]);
}

/** Seconds of `h:mm:ss.sss` or `m:ss.sss`, NaN for anything else. */
export function parseHmsSeconds(text: string): number {
  const match = HMS.exec(text.trim());
  if (!match) return Number.NaN;
  const [, minus, hours = '0', minutes, seconds, fraction = '0'] = match;
  const value =
    Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) + Number(`0.${fraction}`);
  return minus ? -value : value;
}

/** Seconds a unit of a numeric time column is worth. */
export const SECONDS_PER_UNIT: Readonly<Record<'s' | 'ms' | 'us', number>> = {
  s: 1,
  ms: 1e-3,
  us: 1e-6,
};

/** Seconds of midnight-to-midnight clocks: each step back by more than half a day is a midnight. */
export function unwrapMidnights(seconds: Float64Array): Float64Array {
  const out = new Float64Array(seconds.length);
  let days = 0;
  let previous = Number.NaN;
  for (let i = 0; i < seconds.length; i++) {
    const value = seconds[i] ?? Number.NaN;
    if (value < previous - 43_200) days++;
    if (!Number.isNaN(value)) previous = value;
    out[i] = value + days * 86_400;
  }
  return out;
}

/** Unix seconds of years 2001 to 2100: anything else is no date. */
export function isUnixSeconds(seconds: number): boolean {
  return seconds > 978_307_200 && seconds < 4_102_444_800;
}

/** ISO 8601 of unix seconds to the millisecond, or null where they are no plausible date. */
export function isoOf(unixSeconds: number, zoned: boolean): string | null {
  if (!isUnixSeconds(unixSeconds)) return null;
  const iso = new Date(Math.round(unixSeconds * 1000)).toISOString();
  return zoned ? iso : iso.slice(0, -1);
}

export type TimeUnit = CsvMapping['timeUnit'];
