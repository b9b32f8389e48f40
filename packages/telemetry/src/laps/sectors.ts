/**
 * Sectors: where they begin as the layout says, else the source, else by the sector gates that every full lap crosses
 * once, in the order in which it does, else equal thirds of the way. Times at fractions of the way are linear between
 * samples; a way of fewer than four samples a second, which bends between them and loses what was driven between its
 * last sample and the line, gives way to ∫v dt or to the positions where these are denser: only fractions of the lap's
 * own distance count, so their scale is free. They sum to the lap time: what the source's time differs from the crossings
 * is spread in proportion.
 */
import type { Recording } from '../recording/recording.ts';
import type { Layout } from '../track/layout.ts';
import { indexAtOrAfter, median, tickOf } from './columns.ts';
import type { Fixes } from './fixes.ts';
import { gateCrossings } from './gate-borders.ts';
import type { Draft } from './judge.ts';
import { alongAt, timeAtAlong, type Way, wayByFixes, wayBySpeed } from './way.ts';

/** What is known of the layout that matters to laps; a `lengthMetres` of 0 and empty lists stand for not known. */
export type LapLayout = Pick<Layout, 'lengthMetres' | 'sectorFractions' | 'gates'>;

const THIRDS = [0, 1 / 3, 2 / 3];
const SPARSE_SECONDS = 0.25;

/** Where sectors begin, and the times at which a lap crossed sector gates (undefined: by fractions). */
export type SectorPlan = {
  readonly fractions: readonly number[];
  readonly crossingsOf: (lap: Draft) => readonly number[] | undefined;
};

/** The way that sectors are fractions of: `way`, unless it is sparse and speed or positions are denser. */
export function toSectorWay(
  recording: Recording,
  fixes: () => Fixes | undefined,
  way: Way | undefined,
): Way | undefined {
  const tick = way ? tickOf(way.seconds) : 0;
  if (!(tick > SPARSE_SECONDS)) return way;
  const denser = (other: Way | undefined): boolean =>
    other !== undefined && tickOf(other.seconds) < tick && (other.along.at(-1) ?? 0) > 0;
  const bySpeed = wayBySpeed(recording);
  if (denser(bySpeed)) return bySpeed;
  const path = fixes();
  const byFixes = path && wayByFixes(path);
  return denser(byFixes) ? byFixes : way;
}

/** The sectors of a recording whose laps are known. */
export function toSectorPlan(
  recording: Recording,
  layout: LapLayout | undefined,
  fixes: () => Fixes | undefined,
  laps: readonly Draft[],
  way: Way | undefined,
): SectorPlan {
  const given = [layout?.sectorFractions ?? [], recording.sectorFractions].find(isFractions);
  if (given) return { fractions: given, crossingsOf: () => undefined };
  return (
    sectorsByGates(recording, layout, fixes, laps, way) ?? {
      fractions: THIRDS,
      crossingsOf: () => undefined,
    }
  );
}

function isFractions(fractions: readonly number[]): boolean {
  return (
    fractions.length > 0 &&
    fractions[0] === 0 &&
    fractions.every((value, k) => value < 1 && (k === 0 || value > (fractions[k - 1] ?? 1)))
  );
}

/** Sectors by the gates that every full lap crosses once, in the order in which it does. */
function sectorsByGates(
  recording: Recording,
  layout: LapLayout | undefined,
  fixes: () => Fixes | undefined,
  laps: readonly Draft[],
  way: Way | undefined,
): SectorPlan | undefined {
  const full = laps.filter((lap) => lap.kind === 'full');
  const gates = [...(layout?.gates ?? []), ...recording.gates].filter(
    ({ kind }) => kind === 'sector',
  );
  if (!way || gates.length === 0 || full.length === 0) return undefined;
  const path = fixes();
  if (!path) return undefined;
  const times = gates.map((gate) => Float64Array.from(gateCrossings(path, gate)));
  const inside = (lap: Draft): number[][] =>
    times.map((list) => [
      ...list.subarray(
        indexAtOrAfter(list, lap.startSeconds),
        indexAtOrAfter(list, lap.endSeconds),
      ),
    ]);
  const crossed = new Map<Draft, number[]>();
  const fractions: number[][] = [];
  for (const lap of full) {
    const hits = inside(lap);
    if (!hits.every((list) => list.length === 1)) continue;
    const ordered = hits.map((list) => list[0] ?? 0).sort((a, b) => a - b);
    crossed.set(lap, ordered);
    fractions.push(ordered.map((t) => fractionAt(way, lap, t)));
  }
  if (fractions.length === 0) return undefined;
  const middle = gates.map((_, g) => median(fractions.map((row) => row[g] ?? 0)) ?? 0);
  const borders = [0, ...middle];
  return isFractions(borders)
    ? { fractions: borders, crossingsOf: (lap) => crossed.get(lap) }
    : undefined;
}

function fractionAt(way: Way, lap: Draft, seconds: number): number {
  const start = alongAt(way, lap.startSeconds);
  return (alongAt(way, seconds) - start) / (alongAt(way, lap.endSeconds) - start);
}

/**
 * Times of the sectors of a full lap, which begin at `fractions` of its way, or at `crossings` (times of the sector
 * gates, one for each border inside the lap). They sum to the lap time: what the source's time differs from the crossings is spread in proportion.
 */
export function toSectors(
  lap: Draft,
  fractions: readonly number[],
  way: Way | undefined,
  crossings: readonly number[] | undefined,
): number[] {
  const elapsed = lap.endSeconds - lap.startSeconds;
  const inside = crossings ?? sectorTimes(lap, fractions, way);
  if (!inside || !(elapsed > 0)) return [];
  const ratio = lap.timeSeconds / elapsed;
  const sectors: number[] = [];
  let from = lap.startSeconds;
  let left = lap.timeSeconds;
  for (const time of inside) {
    const seconds = (time - from) * ratio;
    sectors.push(seconds);
    left -= seconds;
    from = time;
  }
  return [...sectors, left];
}

function sectorTimes(
  lap: Draft,
  fractions: readonly number[],
  way: Way | undefined,
): number[] | undefined {
  if (!way) return undefined;
  const start = alongAt(way, lap.startSeconds);
  const span = alongAt(way, lap.endSeconds) - start;
  if (!(span > 0)) return undefined;
  return fractions.slice(1).map((fraction) => {
    const time = timeAtAlong(way, start + fraction * span);
    return Math.min(lap.endSeconds, Math.max(lap.startSeconds, time));
  });
}
