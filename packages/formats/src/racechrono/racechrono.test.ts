import { toSeconds } from '@outlap/telemetry';
import { expect, test } from 'vitest';
import { fromBytes } from '../bytes.ts';
import { raceChrono } from './read.ts';

const read = (text: string) => raceChrono.read(fromBytes(new TextEncoder().encode(text)), {});
const head = (version: number) =>
  `This file is created using RaceChrono Pro v9 ( http://racechrono.com/ ).\nFormat,${version},,\nTrack name,"A, circuit",,\nNote,"one\ntwo",,\n\n`;
const titles =
  'timestamp,fragment_id,lap_number,speed,speed,coolant_temp,,\nunix time,,,m/s,m/s,.C,,\n,,,100: gps,200: canbus,200: canbus,,\n';

test('a blank cell is no sample, a blank lap number is an answer, equal names keep their source', async () => {
  const { channels, startedAt, track, report } = await read(
    `${head(3)}${titles}1700000000.0,0,,10,,,,\n1700000000.1,0,1,,20,90,,\n1700000000.2,0,1,12,21,,,\n`,
  );
  expect(startedAt).toBe('2023-11-14T22:13:20.000Z');
  expect(track.name).toBe('A, circuit');
  expect(report).toMatchObject({ rowsTotal: 3, rowsKept: 3 });
  const [, , lap, gps, can, water] = channels;
  expect(channels.map(({ name }) => name)).toEqual([
    'timestamp',
    'fragment_id',
    'lapNumber',
    'speed',
    'speed@canbus',
    'engineCoolantTemperature',
  ]);
  expect(lap?.values).toEqual(Float64Array.of(Number.NaN, 1, 1));
  expect(gps?.values).toEqual(Float64Array.of(10, 12));
  expect(can?.values).toEqual(Float64Array.of(20, 21));
  expect(toSeconds(gps?.time ?? { kind: 'stamps', seconds: new Float64Array(0) })[1]).toBeCloseTo(
    0.2,
    6,
  );
  expect(water).toMatchObject({ unit: '°C', values: Float64Array.of(90) });
});

test.each([1, 2])('version %d says what to do instead', async (version) => {
  await expect(read(`${head(version)}Lap #,Timestamp (s)\n1,2\n`)).rejects.toMatchObject({
    code: 'format_unsupported',
    message: `RaceChrono CSV version ${version} cannot be read: export as CSV v3.`,
  });
});
