import { findUnit } from '@outlap/telemetry';

/** Units that are none of the project's but are units all the same, when they stand in brackets behind a name. */
const OTHER_UNITS = new Set(
  '|msec|usec|sec|lambda|afr|gear|sats|dop|count|bit|bits|deg/min|unix time|l/100km|mpg|%/s|km|hz|none|-|raw|text'.split(
    '|',
  ),
);

/** A column title taken apart: `Speed (km/h)`, `Speed [km/h]` → name and unit; unit null where none is stated. */
export function splitTitle(title: string): { name: string; unit: string | null } {
  const match = /^(.*?)\s*(?:\(([^()]*)\)|\[([^[\]]*)\])\s*$/.exec(title.slice(0, 512));
  const unit = (match?.[2] ?? match?.[3])?.trim();
  if (!match || unit === undefined || !match[1]?.trim()) return { name: title.trim(), unit: null };
  return isUnit(unit) ? { name: match[1].trim(), unit } : { name: title.trim(), unit: null };
}

/** Whether a word in brackets or in a unit row is a unit. */
export function isUnit(word: string): boolean {
  return findUnit(word) !== undefined || OTHER_UNITS.has(word.trim().toLowerCase());
}
