import { type Channel, type Recording, type TimeBase, toSeconds } from '@outlap/telemetry';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromBytes } from '../bytes.ts';
import { FormatError } from '../errors.ts';
import { encodeRecords, writeIbtHeader } from './encode.ts';
import { ibt } from './read.ts';
import { spreadTimes } from './time-base.ts';
import { writeIbt } from './write.ts';

const channel = (name: string, time: TimeBase, values: Channel['values']): Channel => ({
  name,
  sourceName: name,
  unit: '',
  sourceUnit: '',
  rateHz: 60,
  time,
  values,
});

function makeRecording(channels: readonly Channel[], changes: Partial<Recording> = {}): Recording {
  return {
    format: 'ibt',
    formatVersion: 2,
    startedAt: '2026-01-02T03:04:05.000Z',
    durationSeconds: 0,
    driver: 'A. Driver',
    vehicle: { name: 'Car' },
    track: { name: 'Track', layout: null, lengthMetres: 3570 },
    channels,
    beaconSeconds: [],
    gates: [],
    sectorFractions: [0, 0.5],
    report: { rowsTotal: 0, rowsKept: 0, reasons: {}, warnings: [] },
    ...changes,
  };
}

const ticks = (count: number): TimeBase => ({
  kind: 'uniform',
  startSeconds: 0,
  rateHz: 60,
  count,
});
const read = (bytes: Uint8Array) => ibt.read(fromBytes(bytes), {});
const small = () =>
  writeIbt(
    makeRecording([
      channel(
        'Speedy',
        ticks(40),
        Float32Array.from({ length: 40 }, (_, i) => i / 3),
      ),
      channel(
        'Count',
        ticks(40),
        Int32Array.from({ length: 40 }, (_, i) => i),
      ),
    ]),
  );

describe('read(write(x)) = x', () => {
  const bases = fc.integer({ min: 1, max: 50 }).chain((count) =>
    fc.oneof(
      fc.constant(ticks(count)),
      fc
        .array(fc.constantFrom(0, 1 / 60, 2 / 60, 0.5), { minLength: count, maxLength: count })
        .map((steps): TimeBase => {
          let now = 0;
          const seconds = steps.map((step, i) => (now += i === 0 ? 0 : step));
          return { kind: 'stamps', seconds: Float64Array.from(seconds) };
        }),
    ),
  );
  const valuesOf = (count: number) => {
    const size = { minLength: count, maxLength: count };
    return fc.oneof(
      fc.float32Array(size),
      fc.float64Array(size),
      fc.int32Array(size),
      fc.uint32Array(size),
      fc.uint8Array(size),
    );
  };
  const recordings = bases.chain((time) => {
    const count = time.kind === 'uniform' ? time.count : time.seconds.length;
    return fc
      .array(valuesOf(count), { minLength: 1, maxLength: 6 })
      .map((all) => makeRecording(all.map((values, i) => channel(`Channel${i}`, time, values))));
  });

  test('of any channels on one time base', async () => {
    await fc.assert(
      fc.asyncProperty(recordings, async (recording) => {
        const again = await read(writeIbt(recording));
        const own = again.channels.filter(({ sourceName }) => sourceName !== 'SessionTime');
        expect(own.map(({ values }) => values)).toEqual(
          recording.channels.map(({ values }) => values),
        );
        const [first] = recording.channels;
        if (first?.time.kind === 'stamps') expect(own[0]?.time).toEqual(first.time);
        else expect(own.map(({ time }) => time)).toEqual(recording.channels.map((c) => c.time));
        expect({ ...again, channels: 0, durationSeconds: 0, report: 0 }).toEqual({
          ...recording,
          channels: 0,
          report: 0,
        });
      }),
      { seed: 1, numRuns: 150 },
    );
  });

  test('of any names of people and places', async () => {
    const words = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 });
    const name = words.filter((text) => text.trim() === text && !['null', '~', ''].includes(text));
    await fc.assert(
      fc.asyncProperty(name, name, name, async (driver, car, track) => {
        const recording = makeRecording([channel('A', ticks(1), new Float32Array(1))], {
          driver,
          vehicle: { name: car },
          track: { name: track, layout: car, lengthMetres: 1.1 },
        });
        expect(await read(writeIbt(recording))).toMatchObject({
          driver,
          vehicle: { name: car },
          track: { name: track, layout: car, lengthMetres: 1.1 },
        });
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  test('of six samples a record, in version 2', async () => {
    const seconds = Float64Array.of(0, 0.017, 0.017, 0.3);
    const slow: TimeBase = { kind: 'stamps', seconds };
    const fast: TimeBase = { kind: 'stamps', seconds: spreadTimes(seconds, 6, 1 / 10) };
    const recording = makeRecording([
      channel('A', slow, Float32Array.of(1, 2, 3, 4)),
      channel('B', slow, Int32Array.of(1, 2, 3, 4)),
      channel(
        'C_ST',
        fast,
        Float32Array.from({ length: 24 }, (_, i) => i),
      ),
    ]);
    const again = await read(writeIbt(recording));
    const [, , , c] = again.channels;
    expect(c?.time).toEqual(fast);
    expect(c?.values).toEqual(recording.channels[2]?.values);
    const old = await read(writeIbt(recording, { version: 1 }));
    expect(old.formatVersion).toBe(1);
    expect(old.channels[3]?.values).toEqual(Float32Array.of(5, 11, 17, 23));
  });

  test('of canonical names and units, which are written as iRacing has them', async () => {
    const time = ticks(3);
    const recording = makeRecording([
      { ...channel('speed', time, Float32Array.of(1, 2, 3)), unit: 'm/s', sourceUnit: 'm/s' },
      { ...channel('throttle', time, Float32Array.of(0, 0.5, 1)), unit: 'ratio', sourceUnit: '%' },
      { ...channel('latitude', time, Float64Array.of(1, 2, 3)), unit: 'deg', sourceUnit: 'deg' },
      { ...channel('engineSpeed', time, Float32Array.of(1, 2, 3)), unit: 'rpm', sourceUnit: '' },
      { ...channel('clutch', time, Float32Array.of(1, 0, 1)), unit: 'ratio', sourceUnit: '' },
      { ...channel('note', time, ['a', 'bcd', '']), unit: '', sourceUnit: '' },
    ]);
    const again = await read(writeIbt(recording));
    expect(again.channels.map((c) => [c.name, c.sourceName, c.unit])).toEqual([
      ['speed', 'Speed', 'm/s'],
      ['throttle', 'Throttle', 'ratio'],
      ['latitude', 'Lat', 'deg'],
      ['engineSpeed', 'RPM', 'rpm'],
      ['clutch', 'clutch', 'ratio'],
      ['note', 'note', ''],
    ]);
    expect(again.channels.map((c) => c.values)).toEqual(recording.channels.map((c) => c.values));
  });

  test('channels at another rate are brought onto the records', async () => {
    const main = ticks(4);
    const sparse: TimeBase = { kind: 'stamps', seconds: Float64Array.of(0, 2 / 60) };
    const recording = makeRecording([
      channel('A', main, new Float32Array(4)),
      channel('B', main, new Float32Array(4)),
      channel('x', sparse, Float64Array.of(10, 30)),
      { ...channel('gear', sparse, Int32Array.of(1, 2)), sourceName: 'Gear' },
    ]);
    const { channels } = await read(writeIbt(recording));
    expect(channels[2]?.values).toEqual(Float64Array.of(10, 20, 30, Number.NaN));
    expect(channels[3]?.values).toEqual(Int32Array.of(1, 1, 2, 2));
  });

  test('a faster channel keeps its bandwidth as an array in time', async () => {
    const fast: TimeBase = { kind: 'uniform', startSeconds: 0, rateHz: 360, count: 60 };
    const ramp = Float64Array.from({ length: 60 }, (_, i) => i);
    const recording = makeRecording([
      channel('A', ticks(10), new Float32Array(10)),
      channel('B', ticks(10), new Float32Array(10)),
      { ...channel('C', fast, ramp), rateHz: 360 },
    ]);
    const { channels } = await read(writeIbt(recording));
    const [, , c] = channels;
    expect(c?.rateHz).toBe(360);
    for (const [i, value] of (c?.values as Float64Array).entries()) {
      expect(value).toBeCloseTo(360 * (toSeconds(c?.time as TimeBase)[i] ?? Number.NaN), 6);
    }
  });
});

describe('files that are cut or unclosed', () => {
  test('an unclosed file yields all its records', async () => {
    const whole = makeRecording([
      channel(
        'A',
        ticks(9),
        Float32Array.from({ length: 9 }, () => 1),
      ),
    ]);
    const again = await read(writeIbt(whole, { recordCountUnset: true }));
    expect(again.report).toMatchObject({ rowsTotal: 9, rowsKept: 9 });
    expect(again.report.warnings).toHaveLength(1);
  });

  test('a cut file yields what is whole and says so; every cut is a recording or a clear error', async () => {
    const bytes = small();
    const cut = await read(bytes.subarray(0, bytes.length - 13));
    expect(cut.report).toMatchObject({ rowsTotal: 40, rowsKept: 38, reasons: { missing: 2 } });
    expect(cut.channels[1]?.values).toEqual(Int32Array.from({ length: 38 }, (_, i) => i));
    await expect(read(new Uint8Array())).rejects.toMatchObject({ code: 'file_empty' });
    const recordsAt = new DataView(bytes.buffer).getInt32(52, true);
    for (let length = 1; length < bytes.length; length += 7) {
      const outcome = read(bytes.subarray(0, length));
      if (length >= recordsAt + 8) await expect(outcome).resolves.toBeDefined();
      else await expect(outcome).rejects.toMatchObject({ code: 'file_truncated' });
    }
  });
});

describe('hostile headers', () => {
  const nasty = [-1, 0, -2147483648, 2147483647, 65_536, 1_000_000_000];
  const fields = [0, 8, 16, 20, 24, 28, 32, 36, 52, 140, 144, 148, 152, 288, 292, 296];

  test.each(fields)('any value of the field at %i is a recording or a FormatError', async (at) => {
    for (const value of nasty) {
      const bytes = small();
      new DataView(bytes.buffer).setInt32(at, value, true);
      const outcome = await read(bytes).catch((error: unknown) => error);
      if (outcome instanceof Error) expect(outcome).toBeInstanceOf(FormatError);
      else expect((outcome as Recording).report.rowsKept).toBeLessThanOrEqual(40 * 8);
    }
  });

  test('a damaged field is named with its place', async () => {
    const cases = [
      [8, 0, { code: 'file_damaged', at: { offset: 8 } }],
      [32, 3, { code: 'format_unsupported', at: { offset: 32 } }],
      [32, 9, { code: 'file_damaged', at: { offset: 32 } }],
      [28, -5, { code: 'file_damaged', at: { offset: 28 } }],
      [24, 4096, { code: 'file_truncated' }],
      [144, 77, { code: 'file_damaged', at: { offset: 144 } }],
      [148, 1000, { code: 'file_damaged', at: { offset: 148 } }],
      [152, 1_000_000, { code: 'file_damaged', at: { offset: 148 } }],
    ] as const;
    for (const [at, value, expected] of cases) {
      const bytes = small();
      new DataView(bytes.buffer).setInt32(at, value, true);
      await expect(read(bytes), `field at ${at}`).rejects.toMatchObject(expected);
    }
  });

  test('overlapping variables cannot multiply a small file', async () => {
    const bytes = small();
    const view = new DataView(bytes.buffer);
    for (const at of [144, 288]) {
      view.setInt32(at, 1, true);
      view.setInt32(at + 4, 0, true);
      view.setInt32(at + 8, 8, true);
    }
    await expect(read(bytes)).rejects.toMatchObject({ code: 'file_damaged' });
  });

  test('an array of a million elements is refused before it becomes channels', async () => {
    const fields = [{ name: 'A', unit: '', type: 'bool', count: 1_000_000 }] as const;
    const layout = writeIbtHeader({
      tickRate: 60,
      recordCount: 1,
      startDateSeconds: 0,
      sessionText: 'WeekendInfo:\n',
      fields,
    });
    const bytes = new Uint8Array(layout.header.length + layout.recordLength);
    bytes.set(layout.header);
    await expect(read(bytes)).rejects.toMatchObject({ code: 'file_damaged' });
  });

  test('a file without WeekendInfo is refused', async () => {
    const layout = writeIbtHeader({
      tickRate: 60,
      recordCount: 1,
      startDateSeconds: 0,
      sessionText: '---\nNothing: 1\n',
      fields: [{ name: 'A', unit: '', type: 'float' }],
    });
    const records = encodeRecords(layout, [Float32Array.of(1)], 0, 1);
    const bytes = new Uint8Array([...layout.header, ...records]);
    await expect(read(bytes)).rejects.toMatchObject({ code: 'file_damaged' });
  });
});

test('a file written piece by piece is the file, array elements are channels', async () => {
  const count = 100;
  const layout = writeIbtHeader({
    tickRate: 60,
    recordCount: count,
    startDateSeconds: 1_700_000_000,
    sessionText: 'WeekendInfo:\n TrackLength: 2 km\n',
    fields: [
      { name: 'Speed', unit: 'm/s', type: 'float' },
      { name: 'CarIdxLap', unit: '', type: 'int', count: 2 },
      { name: 'Torque_ST', unit: 'N*m', type: 'float', count: 6, countAsTime: true },
    ],
  });
  const columns = [
    Float32Array.from({ length: count }, (_, i) => i),
    Int32Array.from({ length: count * 2 }, (_, i) => i),
    Float32Array.from({ length: count * 6 }, (_, i) => i / 6),
  ];
  const pieces = [layout.header];
  for (let from = 0; from < count; from += 30) {
    pieces.push(encodeRecords(layout, columns, from, Math.min(count, from + 30)));
  }
  const recording = await read(new Uint8Array(Buffer.concat(pieces)));
  expect(recording.startedAt).toBe('2023-11-14T22:13:20.000Z');
  expect(recording.track.lengthMetres).toBe(2000);
  expect(recording.channels.map((c) => [c.name, c.rateHz, c.unit])).toEqual([
    ['speed', 60, 'm/s'],
    ['CarIdxLap[0]', 60, ''],
    ['CarIdxLap[1]', 60, ''],
    ['Torque_ST', 360, 'N·m'],
  ]);
  expect(recording.channels[2]?.values).toEqual(columns[1]?.filter((_, i) => i % 2 === 1));
  expect(recording.channels[3]?.values).toEqual(columns[2]);
  const fast = toSeconds(recording.channels[3]?.time as TimeBase);
  expect(fast[6 * 40 + 5]).toBe(40 / 60);
  expect(fast[6 * 40 + 4]).toBeCloseTo(40 / 60 - 1 / 360, 12);
});

test('progress rises to 1 and the source is read in pieces', async () => {
  const count = 200_000;
  const recording = makeRecording([
    channel('A', ticks(count), new Float32Array(count)),
    channel('B', ticks(count), new Float64Array(count)),
  ]);
  const bytes = writeIbt(recording);
  const sizes: number[] = [];
  const seen: number[] = [];
  const source = {
    size: bytes.length,
    read: (offset: number, length: number) => {
      sizes.push(length);
      return Promise.resolve(bytes.subarray(offset, offset + length));
    },
  };
  await ibt.read(source, { onProgress: (fraction) => seen.push(fraction) });
  expect(seen.at(-1)).toBe(1);
  expect(seen.length).toBeGreaterThan(1);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(4 << 20);
});
