const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/** Seconds of `05-Oct-2026 14:22:01.100`, local time read as if UTC; NaN for anything else. */
export function parseDeviceTime(text: string): number {
  const match =
    /^(\d{1,2})-([A-Za-z]{3})[a-z.]*-(\d{4}) (\d{1,2}):(\d{2}):(\d{2})(?:\.(\d{1,6}))?$/.exec(
      text.trim(),
    );
  if (!match) return Number.NaN;
  const [, day, month, year, hours, minutes, seconds, fraction = '0'] = match;
  return stamp([year, month, day, hours, minutes, seconds]) + Number(`0.${fraction}`);
}

/** Unix seconds of `Wed Aug 05 18:57:56 GMT+01:00 2026`; NaN for anything else. */
export function parseGpsTime(text: string): number {
  const match =
    /^[A-Za-z]{3} ([A-Za-z]{3}) (\d{1,2}) (\d{2}):(\d{2}):(\d{2}) (?:GMT|UTC)?([+-]\d{2}:?\d{2})? ?(\d{4})$/.exec(
      text.trim(),
    );
  if (!match) return Number.NaN;
  const [, month, day, hours, minutes, seconds, zone = '+00:00', year] = match;
  const digits = zone.replace(/\D/g, '');
  const offset = Number(digits.slice(0, 2)) * 3600 + Number(digits.slice(2)) * 60;
  const local = stamp([year, month, day, hours, minutes, seconds]);
  return local - (zone.startsWith('-') ? -offset : offset);
}

function stamp(parts: readonly (string | undefined)[]): number {
  const [year, month = '', day, hours, minutes, seconds] = parts;
  const at = MONTHS.indexOf(month.toLowerCase());
  if (at < 0) return Number.NaN;
  const date = Date.UTC(Number(year), at, Number(day));
  return date / 1000 + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}
