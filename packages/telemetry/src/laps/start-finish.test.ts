import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Gate, Recording } from '../recording/recording.ts';
import {
  driveRound,
  placeIn,
  type Point,
  RECEIVER,
  type Receiver,
  record,
  rounded,
  straight,
} from './driven-path.ts';
import type { Lap } from './lap.ts';
import { splitLaps } from './split.ts';
import { findStartFinish } from './start-finish.ts';
import { DRIVE, framesOf, gateAt, SIM_NAMES, toRecording } from './synthetic.ts';

/** The longest straight runs from the origin to the east. */
const CIRCUIT = rounded(
  [
    [0, 0],
    [900, 0],
    [900, 400],
    [500, 250],
    [350, 500],
    [0, 350],
  ],
  50,
);
const EIGHT = rounded(
  [
    [0, 0],
    [600, 400],
    [900, 150],
    [600, -150],
    [0, 300],
    [-250, 150],
  ],
  60,
);

const full = (recording: Recording): Lap[] =>
  splitLaps(recording).laps.filter(({ kind }) => kind === 'full');

const lengthOf = (track: readonly Point[]): number =>
  track.reduce((sum, point, k) => sum + away(point, track.at(k - 1) ?? point), 0);

function middleOf(gate: Gate | undefined): Point {
  const a = gate && placeIn(gate.a);
  const b = gate && placeIn(gate.b);
  return a && b ? [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2] : [Number.NaN, Number.NaN];
}

const away = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1]);

function expectLaps(recording: Recording, count: number, lengthMetres: number): void {
  const split = splitLaps(recording);
  expect(split).toMatchObject({ method: 'gate', gateSource: 'found' });
  const laps = full(recording);
  expect(laps).toHaveLength(count);
  for (const lap of laps) {
    expect(lap.valid).toBe(true);
    expect(Math.abs((lap.distanceMetres ?? 0) / lengthMetres - 1)).toBeLessThan(0.03);
  }
}

describe('findStartFinish on circuits', () => {
  it('lies across the middle of the longest straight, whoever drives, wherever they begin', () => {
    const receivers = fc.record<Receiver>({
      rateHz: fc.constantFrom(1, 5, 10, 25),
      noiseMetres: fc.constantFrom(0, 1, 3),
      seed: fc.integer({ min: 1, max: 1000 }),
      metresPerSecond: fc.double({ min: 12, max: 60, noNaN: true }),
    });
    const starts = fc.integer({ min: 0, max: CIRCUIT.length - 1 });
    const laps = fc.double({ min: 3.3, max: 7, noNaN: true });
    fc.assert(
      fc.property(receivers, starts, laps, (receiver, start, count) => {
        const gate = findStartFinish(record(driveRound(CIRCUIT, start, count), receiver));
        expect(away(middleOf(gate), [450, 0])).toBeLessThan(40);
      }),
      { numRuns: 40, seed: 3 },
    );
  });

  it('is found the other way round too', () => {
    const reversed = [...CIRCUIT].reverse();
    const recording = record(driveRound(reversed, 700, 5.2));
    expect(away(middleOf(findStartFinish(recording)), [450, 0])).toBeLessThan(40);
    expectLaps(recording, 4, lengthOf(CIRCUIT));
  });

  it('gives laps whose times are those of the drive', () => {
    const recording = record(driveRound(CIRCUIT, 1000, 6.5), { ...RECEIVER, noiseMetres: 0 });
    expectLaps(recording, 5, lengthOf(CIRCUIT));
    const times = full(recording).map(({ timeSeconds }) => timeSeconds);
    expect(Math.max(...times) - Math.min(...times)).toBeLessThan(0.05);
  });

  it('goes through a figure of eight, on which the path crosses itself', () => {
    expectLaps(record(driveRound(EIGHT, 300, 5)), 4, lengthOf(EIGHT));
  });

  it('takes the northern one of two equal straights', () => {
    const oval = rounded(
      [
        [0, 0],
        [900, 0],
        [900, 300],
        [0, 300],
      ],
      60,
    );
    for (let seed = 1; seed <= 8; seed++) {
      const receiver = { ...RECEIVER, seed, noiseMetres: 3 };
      const gate = findStartFinish(record(driveRound(oval, 97 * seed, 3.5 + seed / 3), receiver));
      expect(away(middleOf(gate), [450, 300])).toBeLessThan(40);
    }
  });

  it('takes a circle without any straight', () => {
    const circle = Array.from({ length: 1200 }, (_, k): Point => {
      const angle = (2 * Math.PI * k) / 1200;
      return [190.98 * Math.cos(angle), 190.98 * Math.sin(angle)];
    });
    const recording = record(driveRound(circle, 10, 4.5));
    expect(away(middleOf(findStartFinish(recording)), [55, 183])).toBeLessThan(40);
    expectLaps(recording, 4, 1200);
  });

  it('stays where it is with pit stops beside the straight and slow laps', () => {
    const lane: Point[] = [...straight([60, 3], [200, 14]), ...straight([200, 14], [700, 14])];
    const stop = Array.from({ length: 120 }, (): Point => [700, 14]);
    const pits = [...lane, ...stop, ...straight([700, 14], [830, 3])];
    const at = (x: number): number =>
      CIRCUIT.findIndex((point) => Math.abs(point[1]) < 1 && Math.abs(point[0] - x) < 1);
    const through = [
      ...driveRound(CIRCUIT, at(830), (CIRCUIT.length - (at(830) - at(60))) / CIRCUIT.length),
      ...pits,
    ];
    const drive = [
      ...through,
      ...driveRound(CIRCUIT, at(830), 3),
      ...through,
      ...driveRound(CIRCUIT, at(830), 3.4),
    ];
    const recording = record(drive);
    expect(away(middleOf(findStartFinish(recording)), [450, 0])).toBeLessThan(40);
    expect(full(recording).length).toBeGreaterThanOrEqual(7);
    const usual = full(recording).filter(({ timeSeconds }) => timeSeconds < 110);
    expect(usual.length).toBeGreaterThanOrEqual(4);
  });

  it('finds the circuit in a day with the way to it', () => {
    const road = straight([-9000, 4000], [450, 0]);
    const day = [...road, ...driveRound(CIRCUIT, 400, 8), ...[...road].reverse()];
    expect(full(record(day)).length).toBeGreaterThanOrEqual(6);
  });
});

describe('findStartFinish on other drives', () => {
  const lane = (points: readonly Point[], aside: number): Point[] =>
    points.map(([x, y]) => [x, y + aside]);
  const road: Point[] = Array.from({ length: 4000 }, (_, x) => [x, 300 * Math.sin(x / 500)]);
  const turn = (x: number, y: number, side: number): Point[] =>
    Array.from({ length: 20 }, (_, k) => {
      const angle = (Math.PI * k) / 20 - Math.PI / 2;
      return [x + side * 4 * Math.cos(angle), y + side * 4 * Math.sin(angle)];
    });
  const [x0, y0] = road[0] ?? [0, 0];
  const [x1, y1] = road.at(-1) ?? [0, 0];
  const thereAndBack = (aside: number): Point[] => [
    ...lane(road, -aside),
    ...turn(x1, y1, 1),
    ...lane([...road].reverse(), aside),
    ...turn(x0, y0, -1),
  ];
  const grid = Array.from({ length: 60 }, (_, k): Point => [k % 2 ? 150 * k : 150 * (k - 1), 0]);

  it.each<[string, readonly Point[]]>([
    ['a road there and back', thereAndBack(4)],
    ['the same road there and back six times', driveRound(thereAndBack(2), 0, 6)],
    ['a road of two carriageways six times', driveRound(thereAndBack(8), 0, 6)],
    ['a road that never comes back', road],
    ['a spiral', Array.from({ length: 9000 }, (_, k): Point => spiral(k))],
    ['two laps only', driveRound(CIRCUIT, 0, 2)],
    [
      'a car park',
      Array.from({ length: 3000 }, (_, k): Point => [30 * Math.cos(k / 30), 30 * Math.sin(k / 30)]),
    ],
    ['a standing car', Array.from({ length: 3000 }, (): Point => [5, 5])],
    ['a zigzag', grid.flatMap((point, k) => [point, ...straight(point, grid[k + 1] ?? point)])],
    [
      'twice round a block on a long trip',
      [
        ...straight([-9000, 0], [0, 0]),
        ...driveRound(
          rounded(
            [
              [0, 0],
              [200, 0],
              [200, 150],
              [0, 150],
            ],
            15,
          ),
          0,
          2.5,
        ),
        ...straight([0, 0], [0, -9000]),
      ],
    ],
  ])('finds none on %s', (_, points) => {
    const recording = record(points);
    expect(findStartFinish(recording)).toBeUndefined();
    expect(splitLaps(recording)).toMatchObject({ method: 'none', gateSource: null });
  });

  it('finds none at the pace of a boat', () => {
    const paddled = record(driveRound(CIRCUIT, 0, 5), { ...RECEIVER, metresPerSecond: 4 });
    expect(findStartFinish(paddled)).toBeUndefined();
  });

  it('does not touch recordings that tell their laps themselves', () => {
    const frames = framesOf({ ...DRIVE, rateHz: 10 });
    expect(splitLaps(toRecording(frames, SIM_NAMES))).toMatchObject({
      method: 'counter',
      gateSource: null,
    });
    const gates = [gateAt(0.5, 'start-finish')];
    const given = toRecording(frames, ['latitude', 'longitude'], { gates });
    expect(splitLaps(given).gateSource).toBe('file');
    const layout = { lengthMetres: 3000, sectorFractions: [], gates };
    expect(splitLaps(given, layout).gateSource).toBe('layout');
  });

  it('searches where the file has sector gates only, or a line that nothing comes near', () => {
    const frames = framesOf({ ...DRIVE, rateHz: 10 });
    const far = { latitude: 20, longitude: 3 };
    const stale = { ...gateAt(0, 'start-finish'), a: far, b: { ...far, latitude: 20.001 } };
    for (const gates of [[gateAt(0.3, 'sector')], [stale]]) {
      const split = splitLaps(toRecording(frames, ['latitude', 'longitude'], { gates }));
      expect(split.gateSource).toBe('found');
      expect(split.laps.filter(({ kind }) => kind === 'full').length).toBeGreaterThanOrEqual(3);
    }
  });

  it('survives positions that jump about the globe', () => {
    const time = { kind: 'uniform', startSeconds: 0, rateHz: 10, count: 5000 } as const;
    fc.assert(
      fc.property(fc.array(fc.double(), { minLength: 10, maxLength: 50 }), (values) => {
        const [latitude, longitude] = record([]).channels;
        if (!latitude || !longitude) throw new Error('two channels expected');
        const wild = (scale: number): Float64Array =>
          Float64Array.from(
            { length: time.count },
            (_, k) => ((values[(k * scale) % values.length] ?? 0) * k) % 90,
          );
        const channels = [
          { ...latitude, time, values: wild(1) },
          { ...longitude, time, values: wild(3) },
        ];
        const recording = { ...record([]), durationSeconds: 500, channels };
        expect(splitLaps(recording).laps.length).toBeGreaterThan(0);
      }),
      { numRuns: 30, seed: 5 },
    );
  });
});

function spiral(k: number): Point {
  const angle = Math.sqrt(k) / 3;
  return [40 * angle * Math.cos(angle), 40 * angle * Math.sin(angle)];
}
