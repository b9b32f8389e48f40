import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Recording } from '@outlap/telemetry';
import { describe, expect, test } from 'vitest';
import { fromBytes } from '../bytes.ts';
import { FormatError } from '../errors.ts';
import { nmea } from './read.ts';

const sentence = (body: string) => {
  let sum = 0;
  for (let i = 0; i < body.length; i++) sum ^= body.charCodeAt(i);
  return `$${body}*${sum.toString(16).padStart(2, '0').toUpperCase()}`;
};
const read = (lines: string[]) =>
  nmea.read(fromBytes(new TextEncoder().encode(lines.join('\r\n'))), {});
const values = (recording: Recording, name: string) =>
  recording.channels.find((channel) => channel.name === name)?.values;
const rmc = (time: string, date = '311223', talker = 'GP') =>
  sentence(`${talker}RMC,${time},A,5130.0000,N,00030.0000,W,10.0,90.0,${date},,,A`);

test('sentences of one time make one row', async () => {
  const recording = await read([
    rmc('120000.00'),
    sentence('GPGGA,120000.00,5130.0000,N,00030.0000,W,1,07,1.2,100.5,M,46.0,M,,'),
    sentence('GPGSA,A,3,1,2,3,4,5,6,7,,,,,,1.9,1.2,99.99'),
    rmc('120001.00'),
  ]);
  expect(values(recording, 'latitude')).toEqual(Float64Array.of(51.5, 51.5));
  expect(values(recording, 'longitude')).toEqual(Float64Array.of(-0.5, -0.5));
  expect((values(recording, 'speed') as Float64Array)[0]).toBeCloseTo(5.14444, 5);
  expect((values(recording, 'heading') as Float64Array)[0]).toBeCloseTo(Math.PI / 2, 9);
  expect(values(recording, 'altitude')).toEqual(Float64Array.of(100.5, Number.NaN));
  expect(values(recording, 'satellites')).toEqual(Float64Array.of(7, Number.NaN));
  expect(recording.startedAt).toBe('2023-12-31T12:00:00.000Z');
});

test('midnight goes on into the next day, whatever the talker and the prefix', async () => {
  const recording = await read([
    `1700000000 ${rmc('235959.50')}`,
    `[12:00] ${rmc('000000.50', '010124', 'GN')}`,
  ]);
  expect(recording.durationSeconds).toBe(1);
  expect(recording.startedAt).toBe('2023-12-31T23:59:59.500Z');
});

test('bad lines are counted, never used', async () => {
  const damaged = rmc('120001.00').replace('5130', '5230');
  const recording = await read([
    rmc('120000.00'),
    damaged,
    'noise',
    rmc('115959.00'),
    rmc('250000.00'),
    rmc('120002.00').split('*')[0] ?? '',
  ]);
  expect(recording.report).toEqual({
    rowsTotal: 6,
    rowsKept: 1,
    reasons: { 'bad-checksum': 2, 'no-sentence': 1, 'time-back': 1, 'no-time': 1 },
    warnings: [],
  });
});

test('without a fix there is no position', async () => {
  const recording = await read([
    sentence('GPRMC,120000.00,V,0000.0000,N,00000.0000,E,,,311223,,,N'),
    rmc('120001.00'),
  ]);
  expect(values(recording, 'latitude')).toEqual(Float64Array.of(Number.NaN, 51.5));
});

test('a log without one good sentence is refused', async () => {
  const error = await read(['$GPRMC,120000']).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(FormatError);
  expect(error).toMatchObject({ code: 'no_samples' });
});

const path = fileURLToPath(
  new URL('../../../../../shared/data/gpx-nmea/doves_okc-tillotson-plain.nmea', import.meta.url),
);
test.runIf(process.env.CI)('the real recordings are there', () => {
  expect(existsSync(path)).toBe(true);
});
describe.skipIf(!existsSync(path))('a real log (../shared/data)', () => {
  test('reads all its sentences', async () => {
    const bytes = new Uint8Array(readFileSync(path));
    expect(nmea.sniff(bytes.subarray(0, 65536), bytes.length)).toBe(true);
    const recording = await nmea.read(fromBytes(bytes), {});
    expect(recording.report).toMatchObject({ rowsTotal: 17_392, rowsKept: 17_392, reasons: {} });
    expect(recording.startedAt).toBe('2025-11-23T17:01:30.560Z');
    expect(recording.channels.find(({ name }) => name === 'speed')?.rateHz).toBe(25);
    const altitude = recording.channels.find(({ name }) => name === 'altitude');
    expect(altitude?.values).toHaveLength(1677);
  });
});
