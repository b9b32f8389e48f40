/**
 * Writes a recording as a Racelogic `.vbo`: minutes of arc with west positive, the device's own columns first, every
 * other numeric channel after them with its unit in `[channel units]`. All channels come onto the times of the position
 * (else of the first channel). Text channels have no place in a `.vbo`. Gates become two points along the driving
 * direction, the first one on the line.
 */
import {
  type Channel,
  findChannel,
  findUnit,
  type Gate,
  isNumeric,
  type Recording,
  toLocal,
  toSeconds,
} from '@outlap/telemetry';
import { bearingRad } from '../gate-ends.ts';
import { valuesAt } from '../resample.ts';
import { isOwnName } from './columns.ts';

type Standard = {
  readonly name: string;
  readonly short: string;
  readonly long: string;
  readonly unit: string;
  readonly print: (value: number) => string;
};
type Column = { readonly print: (value: number) => string; readonly values: Float64Array };

const signed = (whole: number, digits: number) => (value: number) => {
  if (!Number.isFinite(value)) return 'NaN';
  const text = Math.abs(value).toFixed(digits);
  return (value < 0 ? '-' : '+') + text.padStart(whole + 1 + digits, '0');
};
const plain = (whole: number, digits: number) => (value: number) =>
  signed(whole, digits)(value).replace('+', '');
const place = (sign: 1 | -1) => (degrees: number) =>
  signed(5, 8)(Number.isFinite(degrees) ? degrees * 60 * sign : 0);

const STANDARD: readonly Standard[] = [
  {
    name: 'satellites',
    short: 'sats',
    long: 'satellites',
    unit: '',
    print: (value) => (Number.isFinite(value) ? String(Math.round(value)).padStart(3, '0') : 'NaN'),
  },
  { name: 'latitude', short: 'lat', long: 'latitude', unit: '', print: place(1) },
  { name: 'longitude', short: 'long', long: 'longitude', unit: '', print: place(-1) },
  { name: 'speed', short: 'velocity', long: 'velocity kmh', unit: 'km/h', print: plain(3, 5) },
  { name: 'heading', short: 'heading', long: 'heading', unit: 'deg', print: plain(3, 5) },
  { name: 'altitude', short: 'height', long: 'height', unit: 'm', print: signed(5, 3) },
  {
    name: 'velocityZ',
    short: 'vert-vel',
    long: 'vertical velocity m/s',
    unit: 'm/s',
    print: signed(4, 4),
  },
  {
    name: 'longitudinalAcceleration',
    short: 'longacc',
    long: 'long accel g',
    unit: 'g',
    print: signed(2, 6),
  },
  {
    name: 'lateralAcceleration',
    short: 'latacc',
    long: 'lat accel g',
    unit: 'g',
    print: signed(2, 6),
  },
];
const UNITS: Readonly<Record<string, string>> = {
  'm/s²': 'm/s^2',
  'rad/s²': 'rad/s^2',
  '°C': 'C',
  'N·m': 'Nm',
};

/** The whole `.vbo` of a recording; `gates` are those of the recording unless others are given. */
export function writeVbo(
  recording: Recording,
  gates: readonly Gate[] = recording.gates,
): Uint8Array {
  const numeric = recording.channels.filter(
    ({ values }) => isNumeric(values) || values instanceof BigInt64Array,
  );
  const base = findChannel(numeric, 'latitude') ?? numeric[0];
  const times = base ? toSeconds(base.time) : new Float64Array(0);
  const standard = STANDARD.flatMap((kind) => {
    const channel = numeric.find(({ name }) => name === kind.name);
    return channel ? [{ ...kind, channel }] : [];
  });
  const known = new Set<Channel>(standard.map(({ channel }) => channel));
  const extra = numeric.filter((channel) => !known.has(channel));
  const names = uniqueNames(extra, standard);
  const columns: Column[] = [
    ...standard.map(({ channel, unit, print }) => ({
      print,
      values: inUnit(valuesAt(channel, times), unit),
    })),
    ...extra.map((channel) => ({ print: exponential, values: valuesAt(channel, times) })),
  ];
  const hasSatellites = standard[0]?.name === 'satellites';
  const timeAt = hasSatellites ? 1 : 0;
  const short = [...standard.map((kind) => kind.short), ...names].toSpliced(timeAt, 0, 'time');
  const units = extra.map(({ unit }) => UNITS[unit] ?? unit);
  const owned = names.map((name) => isOwnName(name));
  const longNames = names.map((name, i) => (owned[i] ? `${name} ${units[i]}`.trim() : name));
  const long = [...standard.map((kind) => kind.long), ...longNames].toSpliced(timeAt, 0, 'time');
  const lines = [
    createdLine(recording.startedAt),
    '',
    '[header]',
    ...long,
    '',
    '[channel units]',
    ...units.filter((_, i) => !owned[i]),
    '',
    '[comments]',
    'Written by Outlap',
    '',
    ...sessionLines(recording),
    ...lapTimingLines(gates, recording.channels),
    '[column names]',
    short.join(' '),
    '',
    '[data]',
    ...dataLines(columns, times, timeAt, startSecondsOfDay(recording.startedAt)),
  ];
  return encodeText(`${lines.join('\r\n')}\r\n`);
}

function inUnit(values: Float64Array, unit: string): Float64Array {
  const conversion = findUnit(unit);
  return conversion ? values.map((value) => value / conversion.scale) : values;
}

const exponential = (value: number): string =>
  Number.isFinite(value) ? (value < 0 ? '' : '+') + value.toExponential(9) : 'NaN';

function uniqueNames(extra: readonly Channel[], standard: readonly Standard[]): string[] {
  const taken = new Set(['time', ...standard.map(({ short }) => short)]);
  return extra.map(({ name }) => {
    const stem = name.replace(/[\s[\]]+/g, '_') || 'channel';
    let unique = stem;
    for (let n = 2; taken.has(unique); n++) unique = `${stem}_${n}`;
    taken.add(unique);
    return unique;
  });
}

function* rowsOf(columns: readonly Column[], count: number) {
  for (let row = 0; row < count; row++) {
    yield columns.map(({ print, values }) => print(values[row] ?? Number.NaN));
  }
}

function dataLines(
  columns: readonly Column[],
  times: Float64Array,
  timeAt: number,
  start: number,
): string[] {
  let row = 0;
  return Array.from(rowsOf(columns, times.length), (cells) =>
    cells.toSpliced(timeAt, 0, timeOfDay(start + (times[row++] ?? 0))).join(' '),
  );
}

function timeOfDay(seconds: number): string {
  const micros = Math.round((seconds % 86_400) * 1e6) % 86_400_000_000;
  const whole = Math.floor(micros / 1e6);
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const clock = two(whole / 3600) + two((whole / 60) % 60) + two(whole % 60);
  return `${clock}.${String(micros % 1e6).padStart(6, '0')}`;
}

function startSecondsOfDay(startedAt: string | null): number {
  const clock = /T(\d{2}):(\d{2}):(\d{2}(?:\.\d+)?)/.exec(startedAt ?? '');
  return clock ? Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3]) : 0;
}

function createdLine(startedAt: string | null): string {
  const date = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}:\d{2}:\d{2})/.exec(startedAt ?? '');
  return date ? `File created on ${date[3]}/${date[2]}/${date[1]} at ${date[4]}` : '';
}

function sessionLines({ driver, vehicle, track }: Recording): string[] {
  const facts = [
    ['track', track.name],
    ['driver', driver],
    ['vehicle', vehicle.name],
  ].flatMap(([key, value]) => (value ? [`${key} ${value.replace(/\s+/g, ' ')}`] : []));
  return facts.length > 0 ? ['[session data]', ...facts, ''] : [];
}

const ALONG_METRES = 30;

function lapTimingLines(gates: readonly Gate[], channels: readonly Channel[]): string[] {
  const lines = gates.map((gate) => {
    const plane = toLocal(gate.a);
    const through = {
      latitude: (gate.a.latitude + gate.b.latitude) / 2,
      longitude: plane.longitude(plane.x(gate.b.longitude) / 2),
    };
    const across = bearingRad(gate.a, gate.b);
    const heading = drivenAcross(across, through, channels);
    const local = toLocal(through);
    const behind = {
      latitude: local.latitude(-Math.cos(heading) * ALONG_METRES),
      longitude: local.longitude(-Math.sin(heading) * ALONG_METRES),
    };
    const label = gate.kind === 'start-finish' ? 'Start' : 'Split';
    const points = [through, behind].map(
      ({ latitude, longitude }) => `${place(-1)(longitude)} ${place(1)(latitude)}`,
    );
    return `${label} ${points.join(' ')} ¬ ${gate.name.replace(/\s+/g, ' ')}`;
  });
  return lines.length > 0 ? ['[laptiming]', ...lines, ''] : [];
}

/** Of the two directions across a gate, the one in which the car passes it. */
function drivenAcross(across: number, through: Gate['a'], channels: readonly Channel[]): number {
  const [latitude, longitude] = ['latitude', 'longitude'].map((name) =>
    findChannel(channels, name),
  );
  if (!latitude || !longitude || !isNumeric(latitude.values) || !isNumeric(longitude.values)) {
    return across - Math.PI / 2;
  }
  const plane = toLocal(through);
  const x = Float64Array.from(longitude.values, plane.x);
  const y = Float64Array.from(latitude.values, plane.y);
  let nearest = 0;
  const away = (i: number) => Math.hypot(x[i] ?? 0, y[i] ?? 0);
  for (let i = 1; i < x.length; i++) if (away(i) < away(nearest)) nearest = i;
  const [from, to] = [Math.max(0, nearest - 2), Math.min(x.length - 1, nearest + 2)];
  const driven = Math.atan2((x[to] ?? 0) - (x[from] ?? 0), (y[to] ?? 0) - (y[from] ?? 0));
  return Math.cos(driven - across + Math.PI / 2) >= 0 ? across - Math.PI / 2 : across + Math.PI / 2;
}

/** One byte a character where the text allows it, as Racelogic's tools expect; else UTF-8. */
function encodeText(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0xff || (code > 0x7f && code < 0xa0)) return new TextEncoder().encode(text);
    bytes[i] = code;
  }
  return bytes;
}
