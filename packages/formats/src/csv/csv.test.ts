import { type Channel, isNumeric, type TimeBase, toSeconds } from '@outlap/telemetry';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromBytes } from '../bytes.ts';
import type { ReadOptions } from '../format.ts';
import { detectCsv } from './detect.ts';
import { csv } from './read.ts';
import { findGrid, writeCsv } from './write.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string, options: ReadOptions = {}) =>
  csv.read(fromBytes(encode(text)), options);
const named = (channels: readonly Channel[], name: string) => {
  const found = channels.find((channel) => channel.name === name);
  if (!found) throw new Error(`${name} is not there: ${channels.map((c) => c.name).join()}`);
  return found;
};

function channel(name: string, unit: string, time: TimeBase, values: Channel['values']): Channel {
  return { name, sourceName: name, unit, sourceUnit: unit, rateHz: null, time, values };
}

describe('writing', () => {
  test('what is written is read back: names, units, times and values', async () => {
    const value = fc.oneof(
      fc.double({ min: -1e30, max: 1e30, noNaN: true }),
      fc.constant(Number.NaN),
    );
    const word = fc.oneof(fc.constantFrom('a,b', 'say "so"', 'two\nlines', 'é'), fc.constant(null));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(value, value, word), { minLength: 2 }), async (rows) => {
        const seconds = Float64Array.from(rows, (_, i) => i / 60);
        const time: TimeBase = { kind: 'stamps', seconds };
        const written = [
          channel(
            'speed',
            'm/s',
            time,
            Float64Array.from(rows, ([a]) => a),
          ),
          channel(
            'My own',
            '',
            time,
            Float64Array.from(rows, ([, b]) => b),
          ),
          channel('note', '', time, ['first', ...rows.slice(1).map(([, , text]) => text)]),
        ];
        const { channels } = await read([...writeCsv(time, written)].join(''));
        expect(channels.map(({ name, unit }) => [name, unit])).toEqual([
          ['speed', 'm/s'],
          ['My own', ''],
          ['note', ''],
        ]);
        channels.forEach((back, i) => {
          expect(toSeconds(back.time)).toEqual(seconds);
          expect(back.values).toEqual(written[i]?.values);
        });
      }),
      { numRuns: 60 },
    );
  });

  test('a slower channel is brought onto the grid: lines for numbers, steps held, no guess outside', () => {
    const grid: TimeBase = { kind: 'uniform', startSeconds: 0, rateHz: 2, count: 5 };
    const slow: TimeBase = { kind: 'stamps', seconds: Float64Array.of(0.5, 1.5) };
    const text = [
      ...writeCsv(grid, [
        channel('speed', 'm/s', slow, Float64Array.of(10, 20)),
        channel('gear', '', slow, Float64Array.of(3, 4)),
      ]),
    ].join('');
    expect(text.split('\r\n')).toEqual([
      'time [s],speed [m/s],gear []',
      '0,,',
      '0.5,10,3',
      '1,15,3',
      '1.5,20,4',
      '2,,4',
      '',
    ]);
  });

  test('the grid is the time base that most channels share', () => {
    const a: TimeBase = { kind: 'uniform', startSeconds: 0, rateHz: 1, count: 1 };
    const b: TimeBase = { kind: 'uniform', startSeconds: 0, rateHz: 9, count: 1 };
    const one = Float64Array.of(1);
    const three = [channel('x', '', a, one), channel('y', '', b, one), channel('z', '', b, one)];
    expect(findGrid(three)).toBe(b);
    expect(findGrid([])).toBeUndefined();
  });
});

describe('detection', () => {
  test.each([
    ['Time (s),Speed (km/h)\n0,36\n0.1,72\n0.2,72\n', ','],
    ['Zeit [ms];Speed [km/h]\n0;36,0\n100;72,0\n200;72,0\n', ';'],
    ['time\tspeed\ns\tkm/h\n0\t36\n0.1\t72\n0.2\t72\n', '\t'],
    ['exported by me\n\n"Elapsed time (s)"|"Ground Speed (km/h)"\n0|36\n0.1|72\n0.2|72\n', '|'],
    ['timestamp,VEHICLE_SPEED ()\n1700000000000,36,\n1700000000100,72,\n1700000000200,72,\n', ','],
    [
      'DateTime,GPS Speed,\n2024-05-05 10:00:00.0,36\n2024-05-05 10:00:00.1,72\n2024-05-05 10:00:00.2,72',
      ',',
    ],
  ])('%j', async (text, delimiter) => {
    const { mapping, confidence } = detectCsv(encode(text));
    expect({ delimiter: mapping.delimiter, confidence }).toEqual({ delimiter, confidence: 'sure' });
    const { channels, durationSeconds } = await read(text);
    const speed = named(channels, 'speed');
    expect(speed.unit).toBe('m/s');
    expect(Array.from(speed.values as Float64Array)).toEqual([10, 20, 20]);
    expect(durationSeconds).toBeCloseTo(0.2, 6);
  });

  test('UTF-16 from a spreadsheet is text like any other', async () => {
    const text = 'Time;Motordrehzahl\n0;800\n1;900\n';
    const bytes = new Uint8Array(2 + text.length * 2);
    bytes.set([0xff, 0xfe]);
    for (let i = 0; i < text.length; i++) bytes[2 + i * 2] = text.charCodeAt(i);
    const { channels } = await csv.read(fromBytes(bytes), {});
    expect(named(channels, 'engineSpeed').values).toEqual(Float64Array.of(800, 900));
  });

  test('pedals, accelerations and clutch are understood by their values', async () => {
    const { channels } = await read(
      'Time,Throttle,Brake,Lateral G,Clutch\n0,0,0,1,1\n0.1,50,0.5,-1,1\n0.2,100,1,0,0\n0.3,100,1,0,1\n',
    );
    expect(named(channels, 'throttle').values).toEqual(Float64Array.of(0, 0.5, 1, 1));
    expect(named(channels, 'brake').values).toEqual(Float64Array.of(0, 0.5, 1, 1));
    expect(named(channels, 'lateralAcceleration').values[0]).toBe(9.80665);
    expect(named(channels, 'clutchEngagement').values[2]).toBe(0);
  });

  test('a known name with a unit of another quantity is no alias', async () => {
    const { channels } = await read('Time (s),Brake (bar),Throttle (V)\n0,1,2\n1,2,3\n');
    expect(channels.map(({ name, unit }) => [name, unit])).toContainEqual(['brake (bar)', 'Pa']);
    expect(channels.map(({ name }) => name)).toContain('throttle (V)');
  });

  test('what is not samples in time asks for a mapping and says why', async () => {
    await expect(read('Lap,LapTime\n1,90.1\n2,91\n')).rejects.toMatchObject({
      code: 'mapping_needed',
      message: 'No column is a time. Columns: Lap, LapTime.',
    });
    await expect(read('Time,Car,Speed\n0.5,7,1\n95.5,8,2\n190.5,7,1\n')).rejects.toMatchObject({
      code: 'mapping_needed',
    });
    await expect(read('')).rejects.toMatchObject({ code: 'file_empty' });
    await expect(read('hello')).rejects.toMatchObject({ code: 'mapping_needed' });
    await expect(read('Time,Speed\nx,1\ny,2\n')).rejects.toMatchObject({ code: 'mapping_needed' });
  });

  test('a mapping made by hand is followed', async () => {
    const text = '5 5 5\n0 36 a\n1 72 b\n';
    const { channels } = await read(text, {
      mapping: {
        delimiter: ' ',
        decimalComma: false,
        headerRow: 9,
        unitRow: null,
        firstDataRow: 1,
        timeColumn: 0,
        timeUnit: 'ms',
        columns: { 1: { name: 'speed', unit: 'km/h' } },
      },
    });
    expect(named(channels, 'speed').values).toEqual(Float64Array.of(10, 20));
    expect(toSeconds(named(channels, 'speed').time)).toEqual(Float64Array.of(0, 0.001));
    expect(named(channels, 'column 3').values).toEqual(['a', 'b']);
  });

  test('a column that hardly any row reaches takes no room', async () => {
    const many = Array.from({ length: 500 }, (_, i) => `c${i}`).join(',');
    const rows = Array.from({ length: 2000 }, (_, i) => `${i}`).join('\n');
    const { channels } = await read(`time,${many}\n0,1\n1,1\n${rows}\n`);
    const held = channels.map(({ values }) => (isNumeric(values) ? values.length : 0));
    expect(held.reduce((sum, length) => sum + length)).toBeLessThan(10_000);
  });
});

test.each(['NaN', ''])(
  'a speed of which every value is "%s" has no unit to warn of',
  async (cell) => {
    const rows = Array.from({ length: 50 }, (_, i) => `${i / 10},${cell},${i}`);
    const { report } = await read(['time,speed,gear', ...rows].join('\n'));
    expect(report.warnings.join()).not.toContain('not stated');
    const driven = rows.map((row, i) => row.replace(`,${cell},`, `,${i},`));
    const known = await read(['time,speed,gear', ...driven].join('\n'));
    expect(known.report.warnings.join()).toContain('it was read as m/s.');
  },
);
