/**
 * GPX 1.0 and 1.1 tracks: `trkpt` with latitude, longitude and, where there are, elevation, time, speed, course,
 * satellites. Only these tags are picked out of the text; entities and declarations are never interpreted, so that no
 * document can make the reader expand anything. Points without a time, or with one before their predecessor's, are left
 * out. Loggers that write whole seconds at a higher rate get their points spread over the second.
 */
import type { Recording } from '@outlap/telemetry';
import type { ByteSource } from '../bytes.ts';
import { type Aliases, type SourceChannel, toChannels } from '../channels.ts';
import { nominalRate } from '../clock.ts';
import { FormatError } from '../errors.ts';
import type { Format } from '../format.ts';
import { decodeHead, decodeText } from '../text.ts';

const LARGEST_BYTES = 256 << 20;
const FIELDS = { ele: 'm', speed: 'm/s', course: 'deg', sat: '', hdop: '' } as const;
const ALIASES: Aliases = {
  lat: 'latitude',
  lon: 'longitude',
  ele: 'altitude',
  speed: 'speed',
  course: 'heading',
  sat: 'satellites',
};

/** GPX track. */
export const gpx: Format = {
  id: 'gpx',
  name: 'GPX track',
  extensions: ['.gpx'],
  sniff: (head) => /<gpx[\s>]/.test(decodeHead(head.subarray(0, 8192))),
  read: readGpx,
};

async function readGpx(source: ByteSource): Promise<Recording> {
  if (source.size > LARGEST_BYTES) {
    throw new FormatError('file_too_large', 'A GPX of more than 256 MiB is not read at once.');
  }
  const text = decodeText(await source.read(0, source.size));
  const { millis, columns, total, reasons } = parsePoints(text);
  const first = millis[0];
  if (first === undefined) {
    throw new FormatError('no_samples', 'The GPX has no track point with a time.');
  }
  const { seconds, spread } = spreadRepeats(
    Float64Array.from(millis, (now) => (now - first) / 1000),
  );
  const time = { kind: 'stamps', seconds } as const;
  const rateHz = nominalRate(seconds);
  const found = [...columns].flatMap(([sourceName, { unit, values }]): SourceChannel[] =>
    values.every(Number.isNaN)
      ? []
      : [{ sourceName, sourceUnit: unit, rateHz, time, values: Float64Array.from(values) }],
  );
  return {
    format: 'gpx',
    formatVersion: null,
    startedAt: new Date(first).toISOString(),
    durationSeconds: seconds.at(-1) ?? 0,
    driver: null,
    vehicle: { name: null },
    track: { name: null, layout: null, lengthMetres: null },
    channels: toChannels(found, { aliases: ALIASES }),
    beaconSeconds: [],
    gates: [],
    sectorFractions: [],
    report: {
      rowsTotal: total,
      rowsKept: millis.length,
      reasons,
      warnings: spread ? ['Several points share each second; they were spread over it.'] : [],
    },
  };
}

type Columns = Map<string, { readonly unit: string; readonly values: number[] }>;

function parsePoints(text: string) {
  const units = { lat: 'deg', lon: 'deg', ...FIELDS };
  const columns: Columns = new Map(
    Object.entries(units).map(([name, unit]) => [name, { unit, values: [] }]),
  );
  const millis: number[] = [];
  const reasons: Record<string, number> = {};
  let total = 0;
  for (const { attributes, body } of pointsOf(text)) {
    total++;
    const now = parseTime(textOf(body, 'time'));
    const last = millis.at(-1) ?? Number.NEGATIVE_INFINITY;
    if (!(now >= last)) {
      const reason = Number.isNaN(now) ? 'no-time' : 'time-back';
      reasons[reason] = (reasons[reason] ?? 0) + 1;
      continue;
    }
    millis.push(now);
    for (const [name, { values }] of columns) values.push(valueOf(name, attributes, body));
  }
  return { millis, columns, total, reasons };
}

/** Walks the points by index, so that a text without closing tags costs one pass. */
function* pointsOf(text: string) {
  for (let at = text.indexOf('<trkpt'); at >= 0;) {
    const open = text.indexOf('>', at);
    if (open < 0) return;
    const next = text.indexOf('<trkpt', open);
    const attributes = text.slice(at + 6, Math.min(open, at + 400));
    const until = next < 0 ? text.length : next;
    const body = text[open - 1] === '/' ? '' : text.slice(open + 1, Math.min(until, open + 4096));
    const close = body.indexOf('</trkpt');
    yield { attributes, body: close < 0 ? body : body.slice(0, close) };
    at = next;
  }
}

function valueOf(name: string, attributes: string, body: string): number {
  if (name === 'lat' || name === 'lon') {
    const found = new RegExp(`\\s${name}\\s*=\\s*["']([^"']*)["']`).exec(attributes)?.[1];
    const degrees = toNumber(found);
    return Math.abs(degrees) <= (name === 'lat' ? 90 : 180) ? degrees : Number.NaN;
  }
  return toNumber(textOf(body, name));
}

/** The text of a tag, whatever its namespace prefix (`gpxtpx:speed`). */
function textOf(body: string, tag: string): string | undefined {
  return new RegExp(`<(?:\\w{1,20}:)?${tag}(?:\\s[^<>]*)?>([^<]*)<`).exec(body)?.[1]?.trim();
}

const toNumber = (text: string | undefined): number =>
  text === undefined || text.trim() === '' || !Number.isFinite(Number(text))
    ? Number.NaN
    : Number(text);

function parseTime(text: string | undefined): number {
  // ISO 8601 without a zone is UTC in a GPX.
  if (!text || !/^\d{4}-\d{2}-\d{2}T/.test(text)) return Number.NaN;
  return Date.parse(/(Z|[+-]\d{2}:?\d{2})$/i.test(text) ? text : `${text}Z`);
}

/** Spreads runs of equal whole seconds evenly up to the next stamp where most stamps repeat. */
function spreadRepeats(seconds: Float64Array): { seconds: Float64Array; spread: boolean } {
  const repeats = seconds.reduce((count, now, i) => count + Number(now === seconds[i - 1]), 0);
  if (repeats < seconds.length / 2) return { seconds, spread: false };
  const out = seconds.slice();
  let usual = 1;
  for (let from = 0; from < seconds.length;) {
    const start = seconds[from] ?? 0;
    const to = endOfRun(seconds, from);
    const closed = (seconds[to] ?? Number.POSITIVE_INFINITY) - start <= 1;
    if (closed) usual = Math.max(usual, to - from);
    // The last run may be cut, and a pause must not be filled: points keep the spacing of the runs before.
    const step = closed ? ((seconds[to] ?? start) - start) / (to - from) : 1 / usual;
    for (let i = from; i < to; i++) out[i] = start + Math.min((i - from) * step, 0.999);
    from = to;
  }
  return { seconds: out, spread: true };
}

function endOfRun(seconds: Float64Array, from: number): number {
  let to = from + 1;
  while (to < seconds.length && seconds[to] === seconds[from]) to++;
  return to;
}
