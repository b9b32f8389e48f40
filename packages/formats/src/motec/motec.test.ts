import { isNumeric, type Channel, type Lap, type Recording } from '@outlap/telemetry';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromBytes } from '../bytes.ts';
import { FormatError } from '../errors.ts';
import { motecCsv, parseCells } from './csv.ts';
import { CHANNEL_BYTES } from './layout.ts';
import { ld, ldx } from './read.ts';
import { halfToNumber } from './samples.ts';
import { writeLd } from './write.ts';

const uniform = (
  name: string,
  unit: string,
  rateHz: number,
  values: Channel['values'],
): Channel => ({
  name,
  sourceName: name,
  unit,
  sourceUnit: unit,
  rateHz,
  time: { kind: 'uniform', startSeconds: 0, rateHz, count: values.length },
  values,
});
const recordingOf = (channels: Channel[]): Recording => ({
  format: 'test',
  formatVersion: null,
  startedAt: '2024-02-29T23:59:58',
  durationSeconds: 4.9,
  driver: 'Zoë',
  vehicle: { name: 'Kart' },
  track: { name: 'Ring', layout: null, lengthMetres: null },
  channels,
  beaconSeconds: [1.5, 3.25],
  gates: [],
  sectorFractions: [],
  report: { rowsTotal: 0, rowsKept: 0, reasons: {}, warnings: [] },
});
const ramp = (count: number, scale = 1) =>
  Float32Array.from({ length: count }, (_, i) => i * scale);
const base = () =>
  recordingOf([
    uniform('speed', 'm/s', 10, ramp(50)),
    uniform('latitude', 'deg', 1, Float64Array.of(51.123456789, 51.2, 51.3, 51.4, 51.5)),
    uniform('throttle', 'ratio', 10, ramp(50, 0.02)),
    uniform('lateralAcceleration', 'm/s²', 5, ramp(25, -0.5)),
    uniform('engineCoolantTemperature', '°C', 1, ramp(5)),
    uniform('tyrePressureRearRight', 'Pa', 1, ramp(5, 1000)),
    uniform('clutchEngagement', 'ratio', 1, ramp(5, 0.1)),
    uniform(
      'gear',
      '',
      10,
      Int8Array.from({ length: 50 }, (_, i) => (i % 7) - 1),
    ),
    uniform('flags', '', 1, Int32Array.of(0, 1 << 30, -5, 7, 8)),
    uniform('speed@canbus', 'm/s', 10, ramp(50)),
  ]);
const read = (bytes: Uint8Array, companion?: Uint8Array) =>
  ld.read(fromBytes(bytes), companion ? { companion: fromBytes(companion) } : {});
const codeOf = async (reading: Promise<unknown>) => {
  const error = await reading.catch((caught: unknown) => caught);
  return error instanceof FormatError ? error.code : error;
};

test('what is written reads back: channels, names, laps', async () => {
  const first = base();
  const files = writeLd(first);
  const again = await read(files.ld, files.ldx);
  expect(again).toMatchObject({
    startedAt: first.startedAt,
    driver: 'Zoë',
    vehicle: { name: 'Kart' },
    track: { name: 'Ring' },
    beaconSeconds: [1.5, 3.25],
  });
  expect(again.report.warnings).toEqual([]);
  for (const channel of first.channels) {
    const other = again.channels.find(({ name }) => name === channel.name);
    expect(other, channel.name).toMatchObject({ unit: channel.unit, time: channel.time });
    expect(Array.from(other?.values ?? [], Number)).toEqual(Array.from(channel.values, Number));
  }
  const speed = again.channels[0];
  expect(speed?.sourceName).toBe('Ground Speed');
  expect(again.channels[2]?.time).toBe(speed?.time);
});

test('times that are not uniform come onto the grid of the nominal rate', async () => {
  const seconds = Float64Array.of(0.05, 0.15, 0.35, 0.45);
  const values = Float64Array.of(1, 2, 4, 5);
  const speed: Channel = {
    ...uniform('speed', 'm/s', 10, values),
    time: { kind: 'stamps', seconds },
  };
  const [channel] = (await read(writeLd(recordingOf([speed])).ld)).channels;
  expect(channel?.time).toEqual({ kind: 'uniform', startSeconds: 0, rateHz: 10, count: 5 });
  const [before, ...rest] = Array.from(channel?.values ?? [], Number);
  expect(before).toBeNaN();
  for (const [i, value] of rest.entries()) expect(value).toBeCloseTo(i + 1.5, 6);
});

test('laps become beacons and the fastest valid one a detail', () => {
  const lap = (number: number, startSeconds: number, endSeconds: number, valid: boolean) =>
    ({
      number,
      kind: 'full',
      valid,
      startSeconds,
      endSeconds,
      timeSeconds: endSeconds - startSeconds,
    }) as Lap;
  const file = writeLd(base(), [lap(1, 0, 2, true), lap(2, 2, 3, false), lap(3, 3, 4.5, true)]);
  const text = new TextDecoder().decode(file.ldx);
  expect(text.match(/<Marker /g)).toHaveLength(3);
  expect(text).toContain('Id="Fastest Time" Value="0:01.500"');
  expect(text).toContain('Id="Fastest Lap" Value="2"');
  expect(text).toContain('Id="Total Laps" Value="4"');
});

test('a recording that begins on the track keeps its first crossing', async () => {
  const piece = (kind: Lap['kind'], startSeconds: number, endSeconds: number) =>
    ({
      kind,
      valid: false,
      startSeconds,
      endSeconds,
      timeSeconds: endSeconds - startSeconds,
    }) as Lap;
  const laps = [piece('partial', 0, 1), piece('full', 1, 2.5), piece('partial', 2.5, 4)];
  const { ld: log, ldx: beside } = writeLd(base(), laps);
  const recording = await ld.read(fromBytes(log), { companion: fromBytes(beside) });
  expect(recording.beaconSeconds).toEqual([1, 2.5]);
});

test('an .ldx whose beacons lie beyond the log is left out', async () => {
  const { ld: log } = writeLd(base());
  const { ldx: other } = writeLd({ ...base(), durationSeconds: 900, beaconSeconds: [100, 800] });
  const recording = await read(log, other);
  expect(recording.beaconSeconds).toEqual([]);
  expect(recording.report.warnings.join()).toContain('does not belong');
});

const listAt = (log: Uint8Array) => new DataView(log.buffer).getUint32(8, true);

test('a circle, a pointer outside and a mark that is missing are refused at once', async () => {
  const { ld: log } = writeLd(base());
  const list = listAt(log);
  const changed = (offset: number, value: number) => {
    const copy = log.slice();
    new DataView(copy.buffer).setUint32(offset, value, true);
    return read(copy);
  };
  expect(await codeOf(changed(list + CHANNEL_BYTES + 4, list))).toBe('file_damaged');
  expect(await codeOf(changed(list + 4, 0xffffffff))).toBe('file_damaged');
  expect(await codeOf(changed(8, 0xffffff00))).toBe('file_truncated');
  expect(await codeOf(changed(8, 0))).toBe('no_samples');
  expect(await codeOf(changed(0, 0x41))).toBe('format_unknown');
  expect(await codeOf(read(log.subarray(0, 900)))).toBe('file_truncated');
});

test('channels that claim the same bytes over and over are refused', async () => {
  const many = recordingOf(
    Array.from({ length: 60 }, (_, i) => uniform(`c${i}`, '', 10, ramp(2000))),
  );
  const { ld: log } = writeLd(many);
  const view = new DataView(log.buffer);
  for (let i = 0; i < 60; i++) {
    const at = listAt(log) + i * CHANNEL_BYTES;
    view.setUint32(at + 8, 0, true);
    view.setUint32(at + 12, 0xffffffff, true);
  }
  expect(await codeOf(read(log))).toBe('file_damaged');
});

test('a cut log keeps its whole samples and says so', async () => {
  const { ld: log } = writeLd(base());
  const recording = await read(log.subarray(0, log.length - 150));
  expect(recording.report.rowsKept).toBeLessThan(recording.report.rowsTotal);
  expect(recording.report.reasons).toEqual({
    missing: recording.report.rowsTotal - recording.report.rowsKept,
  });
});

test('an unknown kind keeps the channel without samples', async () => {
  const { ld: log } = writeLd(base());
  new DataView(log.buffer).setUint16(listAt(log) + 20, 5, true);
  const recording = await read(log);
  expect(recording.channels[0]?.values).toHaveLength(0);
  expect(recording.report.warnings.join()).toContain('unknown kind');
});

test('integers are scaled by decimals, scale, shift and multiplier', async () => {
  const { ld: log } = writeLd(recordingOf([uniform('x', '', 1, Int16Array.of(303, -20))]));
  const view = new DataView(log.buffer);
  const at = listAt(log);
  for (const [offset, value] of [
    [24, 5],
    [26, 2],
    [28, 1],
    [30, 1],
  ] as const) {
    view.setInt16(at + offset, value, true);
  }
  expect((await read(log)).channels[0]?.values).toEqual(Float64Array.of(70.6, 6));
  view.setInt16(at + 24, 0, true);
  view.setInt16(at + 26, 6, true);
  view.setInt16(at + 28, 10, true);
  view.setInt16(at + 30, -1, true);
  expect((await read(log)).channels[0]?.values).toEqual(Float64Array.of(1818, -120));
});

test('half floats', () => {
  const halves = [0x0000, 0x3c00, 0xc000, 0x7bff, 0x0001, 0x7c00, 0x3555];
  expect(halves.map(halfToNumber)).toEqual([
    0,
    1,
    -2,
    65504,
    2 ** -24,
    Number.POSITIVE_INFINITY,
    0.333251953125,
  ]);
  expect(halfToNumber(0x7e00)).toBeNaN();
});

test('mutated logs never fail otherwise than by a FormatError', async () => {
  const { ld: log } = writeLd(base());
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(log.length - 1), fc.integer({ min: 0, max: 255 })), {
        maxLength: 40,
      }),
      fc.nat(log.length),
      async (changes, length) => {
        const copy = log.slice();
        for (const [offset, value] of changes) copy[offset] = value;
        const result = await read(copy.subarray(0, length)).catch((error: unknown) => error);
        if (result instanceof Error) expect(result).toBeInstanceOf(FormatError);
      },
    ),
    { seed: 3, numRuns: 300 },
  );
});

test('a lone .ldx is refused with advice', async () => {
  const { ldx: alone } = writeLd(base());
  expect(ldx.sniff(alone, alone.length)).toBe(true);
  expect(await codeOf(ldx.read(fromBytes(alone), {}))).toBe('format_unsupported');
});

const preamble = [
  '"Format","MoTeC CSV File"',
  '"Venue","Ring"',
  '"Driver","A ""B"" C"',
  '"Log Date","29/02/2024"',
  '"Log Time","1:16:25 PM"',
  '"Sample Rate","10.000","Hz"',
  '"Beacon Markers","0.1 0.25"',
  '',
];
const csvOf = (rows: string[]) =>
  new TextEncoder().encode(
    [...preamble, '"Time","Ground Speed","Gear"', '"s","km/h",""', '', ...rows].join('\r\n'),
  );

test('an i2 export without quotes, with holes and rubbish', async () => {
  const bytes = csvOf(['0.000,36,1', '"0.100","","2"', 'rubbish', '0.05,1,1', '0.200,72']);
  expect(motecCsv.sniff(bytes, bytes.length)).toBe(true);
  const recording = await motecCsv.read(fromBytes(bytes), {});
  expect(recording).toMatchObject({
    startedAt: '2024-02-29T13:16:25',
    driver: 'A "B" C',
    beaconSeconds: [0.1, 0.25],
    report: { rowsTotal: 5, rowsKept: 3, reasons: { 'no-time': 2 } },
  });
  const [speed] = recording.channels;
  expect(speed?.time).toEqual({ kind: 'uniform', startSeconds: 0, rateHz: 10, count: 3 });
  if (!speed || !isNumeric(speed.values)) throw new Error('no speed');
  expect([...speed.values].map((value) => Math.round(value * 1e9) / 1e9)).toEqual([
    10,
    Number.NaN,
    20,
  ]);
});

test('an i2 export without rows or names is refused', async () => {
  expect(await codeOf(motecCsv.read(fromBytes(csvOf([])), {}))).toBe('no_samples');
  const headless = new TextEncoder().encode(preamble.join('\n'));
  expect(await codeOf(motecCsv.read(fromBytes(headless), {}))).toBe('file_damaged');
});

test('quoted cells', () => {
  expect(parseCells('"a, b","",c,"d ""e"""')).toEqual(['a, b', '', 'c', 'd "e"']);
  expect(parseCells('a,,b')).toEqual(['a', '', 'b']);
});
