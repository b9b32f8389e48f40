import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Channel, isNumeric, type Lap, type Recording } from '@outlap/telemetry';
import { XMLValidator } from 'fast-xml-parser';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromBytes } from '../bytes.ts';
import { FormatError } from '../errors.ts';
import { gpx } from './read.ts';
import { lapsToGpxTracks, writeGpx, writeGpxTracks } from './write.ts';

const read = (text: string) => gpx.read(fromBytes(new TextEncoder().encode(text)), {});
const channel = (name: string, values: number[], seconds: number[]): Channel => ({
  name,
  sourceName: name,
  unit: '',
  sourceUnit: '',
  rateHz: null,
  time: { kind: 'stamps', seconds: Float64Array.from(seconds) },
  values: Float64Array.from(values),
});
const seconds = [0, 0.1, 0.2, 30];
const channels = [
  channel('latitude', [50, 50.0001, Number.NaN, 50.0003], seconds),
  channel('longitude', [10, 10.0001, 10.0002, 10.0003], seconds),
  channel('altitude', [100, 101, 102, 103], seconds),
];
const valuesOf = (recording: Recording, name: string) => {
  const found = recording.channels.find((one) => one.name === name);
  return found && isNumeric(found.values) ? [...found.values] : undefined;
};

test('what is written is valid XML and reads back', async () => {
  const track = {
    name: 'A <ring> & "more"\u0001',
    startedAt: '2024-01-01T23:59:59.950Z',
    channels,
  };
  const text = [...writeGpxTracks([track])].join('');
  expect(XMLValidator.validate(text)).toBe(true);
  expect(text).not.toContain('speed');
  expect(text.match(/<trkseg>/g)).toHaveLength(2);
  const recording = await read(text);
  expect(recording.startedAt).toBe('2024-01-01T23:59:59.950Z');
  expect(valuesOf(recording, 'latitude')).toEqual([50, 50.0001, 50.0003]);
  expect(valuesOf(recording, 'altitude')).toEqual([100, 101, 103]);
  expect(recording.durationSeconds).toBe(30);
});

test('laps are tracks of their own, at their own time', async () => {
  const lap = { number: 7, startSeconds: 0.1, endSeconds: 30 } as Lap;
  const [track] = [...lapsToGpxTracks([{ lap, channels }], '2024-01-01T00:00:00Z')];
  expect(track).toMatchObject({ name: 'Lap 7', startedAt: '2024-01-01T00:00:00.100Z' });
  const recording = await read(
    [...writeGpxTracks([{ name: 'x', startedAt: '2024-01-01T00:00:00', channels }])].join(''),
  );
  const text = [...writeGpx(recording, [lap])].join('');
  expect(text).toContain('<name>Lap 7</name>');
  expect(text.match(/<time>[^<]*/g)).toEqual(['<time>2024-01-01T00:00:00.100Z']);
});

test('without positions there are no points', () => {
  const text = [...writeGpxTracks([{ name: 'x', startedAt: null, channels: [] }])].join('');
  expect(XMLValidator.validate(text)).toBe(true);
  expect(text).not.toContain('trkpt');
});

const point = (time: string, at = 'lat="50" lon="10"') =>
  `<trkpt ${at}><time>${time}</time></trkpt>`;

test('points without a time or back in time are left out and counted', async () => {
  const recording = await read(
    `<gpx>${point('2024-01-01T00:00:01Z')}<trkpt lat="1" lon="2"/>${point('2024-01-01T00:00:00Z')}${point('2024-01-01T00:00:02', 'lon="200" lat="51"')}</gpx>`,
  );
  expect(recording.report).toMatchObject({ rowsTotal: 4, rowsKept: 2 });
  expect(recording.report.reasons).toEqual({ 'no-time': 1, 'time-back': 1 });
  expect(valuesOf(recording, 'longitude')).toEqual([10, Number.NaN]);
});

test('no text makes it throw anything but a FormatError', async () => {
  const piece = fc.constantFrom(
    '<trkpt ',
    'lat="1"',
    ' lon="2"',
    '>',
    '/>',
    '<time>',
    '2024-01-01T00:00:00Z',
    '<',
    '</trkpt>',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(piece, fc.string())), async (parts) => {
      const result = await read(`<gpx>${parts.join('')}`).catch((error: unknown) => error);
      if (result instanceof Error) expect(result).toBeInstanceOf(FormatError);
    }),
    { seed: 2, numRuns: 300 },
  );
});

const path = fileURLToPath(
  new URL('../../../../../shared/data/gpx-nmea/rkd_sample_output.gpx', import.meta.url),
);
test.runIf(process.env.CI)('the real recordings are there', () => {
  expect(existsSync(path)).toBe(true);
});
describe.skipIf(!existsSync(path))('a real track (../shared/data)', () => {
  test('points that share a second are spread over it', async () => {
    const bytes = new Uint8Array(readFileSync(path));
    expect(gpx.sniff(bytes, bytes.length)).toBe(true);
    const recording = await gpx.read(fromBytes(bytes), {});
    expect(recording.report).toMatchObject({ rowsTotal: 50, rowsKept: 50 });
    expect(recording.durationSeconds).toBeGreaterThan(8);
    expect(valuesOf(recording, 'speed')).toHaveLength(50);
    const again = await read([...writeGpx(recording)].join(''));
    expect(valuesOf(again, 'latitude')).toEqual(valuesOf(recording, 'latitude'));
  });
});
