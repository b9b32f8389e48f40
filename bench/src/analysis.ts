import { compareLaps, findChannel, isNumeric, type LapData, toSeconds } from '@outlap/telemetry';
import { generatedLaps } from './generated-laps.ts';
import { measure, median, percentile, type Row, toMs } from './report.ts';

const HOURS = 0.25;
const RUNS = 60;
const GRID_METRES = 5;

/** Delta, corners and findings of two laps of about 90 s; every run has laps that were never looked at before. */
export async function analysis(): Promise<Row[]> {
  const { laps, split } = await generatedLaps(HOURS);
  const [lap, reference] = laps.filter(({ lap }) => lap.kind === 'full' && lap.valid);
  const { lengthMetres } = split;
  if (!reference || !lap || lengthMetres === null) throw new Error('The session has no two laps');
  const pairs = Array.from({ length: RUNS + 1 }, () => [copyOf(reference), copyOf(lap)] as const);
  let run = 0;
  const ours = await measure(RUNS, () => {
    const [a, b] = pairs[run++] ?? [reference, lap];
    const { kind } = compareLaps(a, b, { lengthMetres }, { gridMetres: GRID_METRES });
    if (kind !== 'comparison') throw new Error('The two laps could not be compared');
  });
  const samples = [reference, lap].map(toSamples);
  const peer = await measure(10, () => plainDelta(samples, lengthMetres));
  const worst = percentile(ours, 0.95);
  return [
    {
      what: `delta, corners and findings of two laps of ${lap.lap.timeSeconds.toFixed(0)} s at 60 Hz`,
      ours: `${toMs(median(ours))} (19 of 20 ≤ ${toMs(worst)})`,
      peer: `the delta alone by objects and linear search: ${toMs(median(peer))}`,
      ratio: `${(median(peer) / median(ours)).toFixed(1)} × faster`,
      bound: '≤ 10 ms',
      holds: median(ours) <= 0.01,
    },
  ];
}

function copyOf({ lap, channels }: LapData): LapData {
  const times = new Map(channels.map(({ time }) => [time, structuredClone(time)]));
  return {
    lap,
    channels: channels.map((channel) => ({
      ...channel,
      time: times.get(channel.time) ?? channel.time,
      values: channel.values.slice(),
    })),
  };
}

type Sample = { readonly metres: number; readonly seconds: number };

function toSamples({ channels }: LapData): Sample[] {
  const distance = findChannel(channels, 'lapDistance');
  if (!distance || !isNumeric(distance.values)) throw new Error('The lap has no distance');
  const { values } = distance;
  const all = Array.from(toSeconds(distance.time), (seconds, i) => ({
    seconds,
    metres: values[i] ?? Number.NaN,
  }));
  return all.slice(1, -1);
}

/** What a page would write at first: for each place of the grid, search both laps from their beginning. */
function plainDelta(samples: readonly Sample[][], lengthMetres: number): number[] {
  const [reference = [], lap = []] = samples;
  const delta: number[] = [];
  for (let metres = 0; metres <= lengthMetres; metres += GRID_METRES) {
    delta.push(interpolate(lap, metres) - interpolate(reference, metres));
  }
  return delta;
}

function interpolate(samples: readonly Sample[], metres: number): number {
  const after = samples.findIndex((sample) => sample.metres >= metres);
  const [a, b] = [samples[after - 1], samples[after]];
  if (!a || !b) return Number.NaN;
  return a.seconds + ((b.seconds - a.seconds) * (metres - a.metres)) / (b.metres - a.metres);
}
