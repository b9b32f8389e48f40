import { toSeconds } from '@outlap/telemetry';
import { expect, test } from 'vitest';
import { fromBytes } from '../bytes.ts';
import { garage61 } from '../garage61/read.ts';
import { lapTimer } from './read.ts';

const bytes = (text: string) => fromBytes(new TextEncoder().encode(text));

test('times go by the lap clock from the first time of day of each lap, over midnight too', async () => {
  const { channels, startedAt, durationSeconds } = await lapTimer.read(
    bytes(
      [
        "Harry's GPS LapTimer",
        'INDEX,LAPINDEX,DATE,TIME,TIME_LAP,SPEED_KPH,HEIGHT_FT,DISTANCE_KM,LATERALG,GPSFIX[NOFIX/2D/3D]',
        '1,7,08-OCT-16,23:59:58.50,0.00,36,100,0.000,0.5,3',
        '2,7,08-OCT-16,23:59:59.00,0.75,72,100,0.020,0.5,3',
        '3,7,08-OCT-16,00:00:00.00,1.50,72,100,0.040,0.5,3',
        '4,8,08-OCT-16,00:00:00.00,0.00,72,100,0.000,0.5,3',
        '5,8,08-OCT-16,00:00:01.00,1.25,72,100,0.030,0.5,3',
      ].join('\n'),
    ),
    {},
  );
  const named = (name: string) => channels.find((channel) => channel.name === name);
  expect(startedAt).toBe('2016-10-08T23:59:58.500');
  expect(durationSeconds).toBe(2.75);
  const speed = named('speed');
  expect(speed?.values).toEqual(Float64Array.of(10, 20, 20, 20, 20));
  expect(speed && [...toSeconds(speed.time)]).toEqual([0, 0.75, 1.5, 1.5, 2.75]);
  expect(named('lapNumber')?.values).toEqual(Float64Array.of(7, 7, 7, 8, 8));
  expect(named('lapDistance')?.values[2]).toBe(40);
  expect(named('lateralAcceleration')?.values[0]).toBeCloseTo(-4.903325, 9);
  expect(named('altitude')?.values[0]).toBeCloseTo(30.48, 9);
  expect(channels.map(({ sourceName }) => sourceName)).toContain('GPSFIX[NOFIX/2D/3D]');
});

test('a lap without a clock is 60 rows a second, and only such a file is one', async () => {
  const titles = 'Speed,LapDistPct,Lat,Lon,Throttle,ABSActive,DRSActive,PositionType';
  const head = new TextEncoder().encode(`${titles}\n`);
  expect(garage61.sniff(head, head.length)).toBe(true);
  const timed = new TextEncoder().encode(`SessionTime,${titles}\n`);
  expect(garage61.sniff(timed, timed.length)).toBe(false);
  const { channels, durationSeconds } = await garage61.read(
    bytes(`${titles}\n50,0.001,50,7,1,false,false,3\n51,0.002,50,7,0.5,true,false,3\n`),
    {},
  );
  expect(durationSeconds).toBe(1 / 60);
  expect(channels.find(({ name }) => name === 'throttle')).toMatchObject({
    unit: 'ratio',
    rateHz: 60,
    values: Float64Array.of(1, 0.5),
  });
});
