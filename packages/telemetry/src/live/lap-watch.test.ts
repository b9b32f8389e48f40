import { expect, test } from 'vitest';
import { isNumeric, toSeconds } from '../channels/channel.ts';
import { findChannel } from '../channels/find.ts';
import { cutLap } from '../laps/cut.ts';
import { splitLaps } from '../laps/split.ts';
import type { Recording } from '../recording/recording.ts';
import { demoRecording } from '../simulation/demo.ts';
import { createLapWatch, type LapClosed, type LapWatch } from './lap-watch.ts';
import { createLiveDelta, toLiveReference } from './live-delta.ts';
import { emptySample, LIVE_CHANNELS, type LiveSample } from './live-sample.ts';

type Name = (typeof LIVE_CHANNELS)[number];

/** Every sample of a recording whose channels share one clock, as the watch sees them. */
function* samplesOf(recording: Recording, names: readonly Name[]): Generator<LiveSample> {
  const columns = names.map((name) => findChannel(recording.channels, name)?.values ?? []);
  const seconds = toSeconds(recording.channels[0]!.time);
  const sample = emptySample();
  for (let i = 0; i < seconds.length; i++) {
    sample.seconds = seconds[i]!;
    names.forEach((name, c) => (sample[name] = Number(columns[c]![i])));
    yield sample;
  }
}

const demo = demoRecording();
const fullLaps = splitLaps(demo).laps.filter(({ kind }) => kind === 'full');
const lines = fullLaps.map(({ endSeconds }) => endSeconds);

function run(watch: LapWatch, samples: Iterable<LiveSample>): LapClosed[] {
  const closed: LapClosed[] = [];
  for (const sample of samples) {
    const one = watch.add(sample);
    if (one) closed.push(one);
  }
  return closed;
}

test.each([
  ['a counter with a progress', ['lapNumber', 'lapProgress', 'speed']],
  ['a distance alone, of unknown length', ['lapDistance', 'speed']],
] as const)('laps close at the crossings by %s', (_, names) => {
  const watch = createLapWatch({ channels: new Set<Name>(names) });
  const closed = run(watch, samplesOf(demo, names));
  const first = fullLaps[0]!.startSeconds;
  expect(closed.map(({ end }) => end)).toEqual(['line', 'line', 'line', 'line']);
  [first, ...lines].forEach((line, k) => {
    const near = names.includes('lapProgress' as never) ? 6 : 1;
    expect(closed[k]!.endSeconds).toBeCloseTo(line, near);
  });
});

test('laps close where the path crosses the line of a layout', () => {
  const names = ['latitude', 'longitude', 'speed'] as const;
  const latitude = findChannel(demo.channels, 'latitude')!.values;
  const longitude = findChannel(demo.channels, 'longitude')!.values;
  const i = Math.round(lines[0]! * 60);
  const [north, east] = [Number(latitude[i]), Number(longitude[i])];
  const along = [Number(latitude[i + 6]) - north, Number(longitude[i + 6]) - east] as const;
  const size = 2e-4 / Math.hypot(...along);
  const a = { latitude: north + along[1] * size, longitude: east - along[0] * size };
  const b = { latitude: north - along[1] * size, longitude: east + along[0] * size };
  const gate = { kind: 'start-finish' as const, name: 'line', a, b };
  const layout = { lengthMetres: 2000, sectorFractions: [], gates: [gate] };
  const closed = run(createLapWatch({ channels: new Set(names), layout }), samplesOf(demo, names));
  expect(closed.filter(({ end }) => end === 'line')).toHaveLength(4);
  const exact = splitLaps(
    { ...demo, channels: demo.channels.filter(({ name }) => names.includes(name as never)) },
    layout,
  );
  const times = exact.laps
    .filter(({ kind }) => kind === 'full')
    .map(({ endSeconds }) => endSeconds);
  expect(closed.slice(1).map(({ endSeconds }) => endSeconds)).toEqual(
    times.map((time) => expect.closeTo(time, 6) as number),
  );
});

test('sectors, progress and last lap are those of the lap that is driven', () => {
  const names = ['lapNumber', 'lapProgress', 'speed', 'lastLapTime'] as const;
  const layout = { lengthMetres: 0, sectorFractions: demo.sectorFractions, gates: [] };
  const watch = createLapWatch({ channels: new Set(names), layout });
  const lap = fullLaps[1]!;
  const sectors: (readonly number[])[] = [];
  for (const sample of samplesOf(demo, names)) {
    watch.add(sample);
    if (sample.seconds > lap.startSeconds && sample.seconds < lap.endSeconds) {
      const now = watch.now();
      expect(now.kind).toBe('full');
      expect(now.number).toBe(lap.number);
      expect(now.elapsedSeconds).toBeCloseTo(sample.seconds - lap.startSeconds, 5);
      sectors.push(now.sectorSeconds);
    }
  }
  expect(sectors.at(-1)).toHaveLength(demo.sectorFractions.length - 1);
  sectors.at(-1)!.forEach((time, k) => expect(time).toBeCloseTo(lap.sectorSeconds[k]!, 3));
  expect(watch.now().lastLapSeconds).toBeCloseTo(fullLaps.at(-1)!.timeSeconds, 3);
});

test('repeated and falling clocks, and samples without a value, change nothing', () => {
  const names = ['lapNumber', 'lapProgress', 'speed'] as const;
  const disturbed = function* () {
    let n = 0;
    for (const sample of samplesOf(demo, names)) {
      yield sample;
      if (++n % 50 === 0) {
        yield { ...sample };
        yield { ...sample, seconds: sample.seconds - 3600, lapProgress: 0.5 };
        yield { ...emptySample(), seconds: sample.seconds + 0.001 };
        yield { ...emptySample() };
      }
    }
  };
  const plain = run(createLapWatch({ channels: new Set(names) }), samplesOf(demo, names));
  const closed = run(createLapWatch({ channels: new Set(names) }), disturbed());
  closed.forEach(({ endSeconds }, k) => expect(endSeconds).toBeCloseTo(plain[k]!.endSeconds, 3));
});

test('without a circuit a stretch ends after a minute of standing, or after fifteen', () => {
  const watch = createLapWatch({ channels: new Set(['speed'] as const) });
  const sample = emptySample();
  const closed: LapClosed[] = [];
  const drive = (from: number, to: number, speed: number) => {
    for (let t = from; t < to; t += 0.5) {
      sample.seconds = t;
      sample.speed = speed;
      const one = watch.add(sample);
      if (one) closed.push(one);
    }
  };
  drive(0, 100, 0);
  drive(100, 300, 20);
  expect(watch.now().kind).toBe('stretch');
  drive(300, 500, 0.2);
  drive(500, 2400, 20);
  expect(closed).toEqual([
    { end: 'stop', startSeconds: 0, endSeconds: 360 },
    { end: 'stop', startSeconds: 360, endSeconds: 1260 },
    { end: 'stop', startSeconds: 1260, endSeconds: 2160 },
  ]);
});

test('at the line the delta is the difference of the lap times, and half way that of the clocks there', () => {
  const lengthMetres = demo.track.lengthMetres!;
  for (const reference of fullLaps)
    for (const lap of fullLaps) {
      const delta = createLiveDelta(toLiveReference(cutLap(demo, reference), lengthMetres)!);
      const gap = lap.timeSeconds - reference.timeSeconds;
      expect(delta.referenceSeconds).toBe(reference.timeSeconds);
      expect(delta.deltaSeconds(1, lap.timeSeconds)).toBeCloseTo(gap, 9);
      expect(delta.deltaSeconds(0, 0)).toBe(0);
    }
  const delta = createLiveDelta(toLiveReference(cutLap(demo, fullLaps[1]!), lengthMetres)!);
  const names = ['lapNumber', 'lapProgress', 'latitude', 'longitude'] as const;
  const watch = createLapWatch({ channels: new Set(names) });
  for (const sample of samplesOf(demo, names)) {
    watch.add(sample);
    const { progress, elapsedSeconds, number } = watch.now();
    if (number !== fullLaps[1]!.number || progress === null) continue;
    expect(Math.abs(delta.deltaSeconds(progress, elapsedSeconds))).toBeLessThan(0.03);
    const found = delta.progressAt(sample.latitude, sample.longitude, progress);
    expect(Math.abs((found ?? 9) - progress) * lengthMetres).toBeLessThan(8);
  }
});

test('a reference without a distance gives no delta', () => {
  const lap = cutLap(demo, fullLaps[0]!, { names: ['throttle'] });
  const channels = lap.channels.filter(({ values }) => isNumeric(values));
  expect(toLiveReference({ ...lap, channels }, 1000)).toBeUndefined();
});
