import { expect, test } from 'vitest';
import { fromBytes } from '../bytes.ts';
import { torque } from './read.ts';

const read = (text: string) => torque.read(fromBytes(new TextEncoder().encode(text)), {});

test('the log of the app: device time spaces the samples, GPS time tells the zone, titles come again', async () => {
  const titles =
    'GPS Time, Device Time, Longitude, Latitude,Speed (OBD)(km/h),Throttle Position(Manifold)(%),G(x)';
  const row = (seconds: string, cells: string) =>
    `Wed Aug 05 18:57:5${seconds[0]} GMT+01:00 2026,05-Aug-2026 18:57:5${seconds},7.1,50.1,${cells}`;
  const { channels, startedAt, durationSeconds, report } = await read(
    `${titles}\n${row('6.100', '36,50,0.1')}\n${row('6.600', '-,75,0.1')}\n${titles},Extra\n${row('7.100', '72,100,0.1,9')}\n`,
  );
  expect(startedAt).toBe('2026-08-05T17:57:56.100Z');
  expect(durationSeconds).toBeCloseTo(1, 6);
  expect(report).toMatchObject({ rowsTotal: 3, rowsKept: 3 });
  const values = (name: string) => channels.find((channel) => channel.name === name)?.values;
  expect(values('speed')).toEqual(Float64Array.of(10, Number.NaN, 20));
  expect(values('throttle')).toEqual(Float64Array.of(0.5, 0.75, 1));
  expect(values('longitude')).toEqual(Float64Array.of(7.1, 7.1, 7.1));
  expect(channels.map(({ sourceName }) => sourceName)).toContain('G(x)');
});

test('the web export: unix milliseconds, no units, blanks', async () => {
  const { channels, startedAt } = await read(
    'session,time,GPS Longitude,GPS Latitude,Engine RPM\n1700000000000,1700000001000,7,50,900\n1700000000000,1700000001500,7,50,\n',
  );
  expect(startedAt).toBe('2023-11-14T22:13:21.000Z');
  expect(channels.find(({ name }) => name === 'engineSpeed')?.values).toEqual(
    Float64Array.of(900, Number.NaN),
  );
});
