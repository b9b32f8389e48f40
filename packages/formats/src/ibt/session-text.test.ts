import { expect, test } from 'vitest';
import { decodeSessionText, parseSessionText } from './session-text.ts';
import { recordTimes } from './time-base.ts';

const text = (userName: string) => `---
WeekendInfo:
 TrackName: somewhere short
 TrackLength: 0.58 km
 TrackDisplayName: Somewhere
 TrackConfigName:
 EventDate: 2016-02-07

DriverInfo:
 DriverCarIdx: 3
 DriverUserID: 77
 Drivers:
 - CarIdx: 0
   UserName: Another One
   UserID: 5
   CarScreenName: Pace Car
 - CarIdx: 3
   UserName: ${userName}
   UserID: 77
   CarScreenName: The Car
   CarNumber: "64"

SplitTimeInfo:
 Sectors:
 - SectorNum: 0
   SectorStartPct: 0.000
 - SectorNum: 1
   SectorStartPct: 0.500

...
`;
const whole = {
  vehicle: 'The Car',
  track: 'Somewhere',
  layout: null,
  lengthMetres: 580,
  sectorFractions: [0, 0.5],
};

test('the driver is the entry at DriverCarIdx', () => {
  expect(parseSessionText(text('Plain Name'))).toEqual({ ...whole, driver: 'Plain Name' });
});

test.each([
  'Colon: Name',
  '@at',
  '*star',
  '"half',
  "it's",
  '{brace',
  '- dash',
  '#1 hash',
  '[x',
  '%d',
])('a name that breaks YAML (%s) is read line by line', (name) => {
  expect(parseSessionText(text(name))).toEqual({ ...whole, driver: name });
});

test('Windows-1252 is read where UTF-8 is not, undefined bytes and NUL are blanked or end it', () => {
  const bytes = Uint8Array.from([0x4a, 0xf6, 0x72, 0x67, 0x81, 0x8d, 0x80, 0x00, 0x41]);
  expect(decodeSessionText(bytes)).toBe('Jörg  €');
  expect(decodeSessionText(new TextEncoder().encode('Jörg'))).toBe('Jörg');
});

test('nonsense yields nothing and does not throw', () => {
  const empty = {
    driver: null,
    vehicle: null,
    track: null,
    layout: null,
    lengthMetres: null,
    sectorFractions: [],
  };
  for (const nonsense of ['', 'WeekendInfo', 'WeekendInfo: [', 'DriverInfo:\n Drivers: 3\n']) {
    expect(parseSessionText(nonsense)).toEqual(empty);
  }
  const bombs = `WeekendInfo:\n a: &a [x,x]\n b: &b [*a,*a]\n TrackName: [*b,*b]\n`;
  expect(parseSessionText(bombs)).toMatchObject({ vehicle: null });
});

test('times repeat, skip and go on by a tick where the clock falls or is no number', () => {
  const clock = Float64Array.of(100, 100, 100.5, 3, 3.5, Number.NaN, 4, 1e9);
  expect([...recordTimes(clock, 0.25)]).toEqual([0, 0, 0.5, 0.75, 1.25, 1.5, 1.75, 2]);
});

test('endless blanks, lines and brackets take no endless time', () => {
  const n = 100_000;
  const hostile = [
    `WeekendInfo:\n${'\n'.repeat(n)}`,
    `WeekendInfo:\n${' \n'.repeat(n)}`,
    `WeekendInfo:\n a: x${' '.repeat(n)}y\n`,
    `WeekendInfo:\n - ${'['.repeat(n)}`,
    `WeekendInfo:\n a: "${'\\"'.repeat(n)}\n`,
  ];
  for (const body of hostile) {
    expect(parseSessionText(body)).toMatchObject({ track: null, sectorFractions: [] });
  }
}, 10_000);
