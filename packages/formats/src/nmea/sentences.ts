/**
 * NMEA 0183 sentences: `$` talker and type, fields, `*` and the exclusive or of the characters between as two hex
 * digits. Talkers are GP, GN, GL, GA, GB …; what a logger puts before the `$` is passed over.
 */
export type Sentence = { readonly type: string; readonly fields: readonly string[] };

/** The sentence of a line; `bad-checksum` where the sum is missing or wrong, `no-sentence` where there is none. */
export function parseSentence(line: string): Sentence | 'bad-checksum' | 'no-sentence' {
  const begin = line.lastIndexOf('$');
  if (begin < 0) return 'no-sentence';
  const star = line.indexOf('*', begin);
  if (star < 0) return 'bad-checksum';
  let sum = 0;
  for (let i = begin + 1; i < star; i++) sum ^= line.charCodeAt(i);
  const stated = line.slice(star + 1, star + 3);
  if (!/^[0-9a-f]{2}$/i.test(stated) || Number.parseInt(stated, 16) !== sum) return 'bad-checksum';
  const [head = '', ...fields] = line.slice(begin + 1, star).split(',');
  return { type: head.slice(-3).toUpperCase(), fields };
}

/** Degrees of `ddmm.mmmm` and its hemisphere letter; NaN where either is missing or out of range. */
export function parseAngle(text: string | undefined, hemisphere: string | undefined): number {
  const match = /^(\d{1,3})(\d{2}(?:\.\d*)?)$/.exec(text ?? '');
  const sign = { N: 1, E: 1, S: -1, W: -1 }[hemisphere ?? ''];
  if (!match || sign === undefined) return Number.NaN;
  const degrees = Number(match[1]) + Number(match[2]) / 60;
  const limit = hemisphere === 'N' || hemisphere === 'S' ? 90 : 180;
  return Number(match[2]) < 60 && degrees <= limit ? sign * degrees : Number.NaN;
}

/** The number of a field; NaN where it is empty or none. */
export const parseField = (text: string | undefined): number =>
  text === undefined || text === '' ? Number.NaN : Number(text);

/** Midnight of `ddmmyy` as unix seconds; NaN where it is no date. */
export function parseDate(text: string | undefined): number {
  const match = /^(\d{2})(\d{2})(\d{2})$/.exec(text ?? '');
  if (!match) return Number.NaN;
  const [, day = 0, month = 0, year = 0] = match.map(Number);
  // Two digits of a year: GPS began in 1980.
  const midnight = Date.UTC(year < 80 ? 2000 + year : 1900 + year, month - 1, day);
  const real = new Date(midnight);
  return real.getUTCDate() === day && real.getUTCMonth() === month - 1
    ? midnight / 1000
    : Number.NaN;
}
