import { expect, test } from 'vitest';
import { fromBytes } from '../bytes.ts';
import { aim } from './read.ts';
import { parseStart } from './start.ts';

const read = (text: string) => aim.read(fromBytes(new TextEncoder().encode(text)), {});

test('Race Studio 2: every cell quoted, lap ends as beacons, turns to the left positive', async () => {
  const recording = await read(
    [
      '"Format","AiM CSV File"',
      '"Session","A circuit"',
      '"Vehicle","A kart"',
      '"Racer","A driver"',
      '"Date","15/12/2024"',
      '"Time","13:34"',
      '"Sample Rate","2"',
      '"Duration","1.5"',
      '"Beacon Markers","0.5","1.2","1.5"',
      '',
      '"Time","GPS_Speed","GPS_LatAcc","GPS_PosAccuracy"',
      '"s","km/h","g","mm"',
      '',
      '"0.0","36","1","900"',
      '"0.5","72","0","900"',
      '"1.0","72","","900"',
      '"1.5","72","-1","900"',
    ].join('\r\n'),
  );
  expect(recording).toMatchObject({
    startedAt: '2024-12-15T13:34:00.000',
    driver: 'A driver',
    vehicle: { name: 'A kart' },
    durationSeconds: 1.5,
    beaconSeconds: [0.5, 1.2],
  });
  const [, speed, lateral, accuracy] = recording.channels;
  expect(speed).toMatchObject({
    name: 'speed',
    rateHz: 2,
    values: Float64Array.of(10, 20, 20, 20),
  });
  expect(lateral?.values).toEqual(Float64Array.of(-9.80665, 0, Number.NaN, 9.80665));
  expect(accuracy).toMatchObject({ unit: 'm', values: Float64Array.of(0.9, 0.9, 0.9, 0.9) });
});

test.each([
  ['Sunday, December 15, 2024', '1:34 PM', '2024-12-15T13:34:00.000'],
  ['domenica 15 dicembre 2024', '12:05 AM', null],
  ['12/15/2024', '12:05 AM', '2024-12-15T00:05:00.000'],
  ['2024-12-15', '01:02:03', '2024-12-15T01:02:03.000'],
  ['99/99/2024', '', null],
])('%s %s', (date, time, wanted) => {
  expect(parseStart(date, time)).toBe(wanted);
});
