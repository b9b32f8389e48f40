/**
 * What a recording needs out of the session text of iRacing (YAML). The text is machine-written but not always legal
 * YAML: names of people may hold colons, hashes, brackets or bytes of another encoding. So each needed section is parsed
 * on its own, with every value of a line quoted first and kept as text; where a section still fails, its lines are
 * searched for the few fields instead.
 */
import { findUnit } from '@outlap/telemetry';
import { parse } from 'yaml';

export type SessionText = {
  readonly driver: string | null;
  readonly vehicle: string | null;
  readonly track: string | null;
  readonly layout: string | null;
  readonly lengthMetres: number | null;
  readonly sectorFractions: readonly number[];
};

type Fields = Record<string, string | undefined>;

/** UTF-8 where it is, else Windows-1252 with its undefined bytes and all control characters blanked; ends at the first NUL. */
export function decodeSessionText(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  const used = end < 0 ? bytes : bytes.subarray(0, end);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(used);
  } catch {
    text = new TextDecoder('windows-1252').decode(used);
  }
  // eslint-disable-next-line no-control-regex
  return text.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, ' ');
}

/** Picks driver, vehicle, track and sectors; what is missing or unreadable is null or empty. */
export function parseSessionText(text: string): SessionText {
  const weekend = readFields(section(text, 'WeekendInfo'));
  const info = section(text, 'DriverInfo');
  const player = findPlayer(readFields(info), readItems(info, 'Drivers', 'CarIdx'));
  const sectors = readItems(section(text, 'SplitTimeInfo'), 'Sectors', 'SectorNum');
  return {
    driver: word(player?.UserName),
    vehicle: word(player?.CarScreenName),
    track: word(weekend.TrackDisplayName) ?? word(weekend.TrackName),
    layout: word(weekend.TrackConfigName),
    lengthMetres: parseLength(weekend.TrackLength),
    sectorFractions: toFractions(sectors.map((sector) => Number(sector.SectorStartPct ?? 'NaN'))),
  };
}

function section(text: string, name: string): string {
  const start = text.search(new RegExp(`^${name}:`, 'm'));
  if (start < 0) return '';
  const body = text.slice(start);
  const next = body.search(/\n[^\s#-]/);
  return next < 0 ? body : body.slice(0, next + 1);
}

function parseSection(body: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = parse(quoteValues(body), {
      schema: 'failsafe',
      maxAliasCount: 0,
      logLevel: 'silent',
      uniqueKeys: false,
    });
    const inner: unknown = isRecord(parsed) ? Object.values(parsed)[0] : undefined;
    return isRecord(inner) ? inner : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Puts the value of each `key: value` line into quotes, unless it stands in whole quotes already; drops empty lines.
 * Line by line, so that the time grows with the length of the text and not with its square.
 */
function quoteValues(body: string): string {
  const lines = body.split('\n').map((line) => {
    const [, key, rest] = /^([ \t]*(?:- )?\w+:[ \t])(.*)$/.exec(line) ?? [];
    const value = rest?.trim() ?? '';
    if (key === undefined || value === '') return line.trimEnd();
    const isQuoted = /^"(?:[^"\\]|\\.)*"$|^'(?:[^']|'')*'$/.test(value);
    return key + (isQuoted ? value : JSON.stringify(value));
  });
  return lines.filter((line) => line !== '').join('\n');
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function toFields(record: Record<string, unknown>): Fields {
  const texts = Object.entries(record).filter(([, value]) => typeof value === 'string');
  return Object.fromEntries(texts) as Fields;
}

/** The scalar fields of a section, first occurrence winning. */
function readFields(body: string): Fields {
  const parsed = parseSection(body);
  return parsed ? toFields(parsed) : lineFields(body);
}

/** The entries of a list inside a section; `firstKey` begins each entry. */
function readItems(body: string, list: string, firstKey: string): Fields[] {
  const items = parseSection(body)?.[list];
  if (Array.isArray(items)) return items.filter(isRecord).map(toFields);
  const pieces = body.split(new RegExp(`^[ \\t]*-[ \\t]*(?=${firstKey}:)`, 'm'));
  return pieces.slice(1).map(lineFields);
}

function lineFields(body: string): Fields {
  const fields = new Map<string, string>();
  for (const line of body.split('\n')) {
    const match = /^\s*(\w+):[ \t]*(.*)$/.exec(line);
    const [, key = '', value = ''] = match ?? [];
    if (match && !fields.has(key) && value !== '')
      fields.set(key, value.trim().replace(/^"(.*)"$/, '$1'));
  }
  return Object.fromEntries(fields);
}

function findPlayer(info: Fields, drivers: readonly Fields[]): Fields | undefined {
  const { DriverCarIdx: car, DriverUserID: user } = info;
  const inCar = drivers.filter((driver) => driver.CarIdx === car);
  const isUser = (driver: Fields) => user !== undefined && driver.UserID === user;
  return inCar.find(isUser) ?? inCar[0] ?? drivers.find(isUser);
}

function word(value: string | undefined): string | null {
  const text = value?.trim() ?? '';
  return text === '' || text === 'null' || text === '~' ? null : text;
}

function parseLength(text: string | undefined): number | null {
  const [, number, unit] = /^([\d.]+)\s*(\S+)/.exec(text?.trim() ?? '') ?? [];
  const conversion = unit ? findUnit(unit) : undefined;
  const metres = conversion?.unit === 'm' ? Number(number) * conversion.scale : Number.NaN;
  return Number.isFinite(metres) && metres > 0 ? metres : null;
}

function toFractions(starts: number[]): number[] {
  const rising = starts.every((start, i) => start < 1 && start > (starts[i - 1] ?? -1));
  return rising && starts[0] === 0 ? starts : [];
}
