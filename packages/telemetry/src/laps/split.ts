/**
 * Laps of a recording, by the strongest evidence it holds: a sim's lap counter with its place in the lap; a gate of the
 * layout; beacons; a gate of the file; a counter alone; the place in the lap alone; else all of it as one partial lap.
 * Rules and their numbers stand with each step: frames (what is not driving), motion (crossings, resets), borders,
 * pieces (kinds), official times, judge (validity). Linear in the samples of the channels concerned, none is copied
 * where it shares its time base with the others. Not done here: point-to-point stages, and road drives by stops.
 */
import { type Channel, sampleCount, sampleSeconds, type TimeBase } from '../channels/channel.ts';
import type { Recording } from '../recording/recording.ts';
import type { Layout } from '../track/layout.ts';
import { type Borders, mergeBorders } from './border.ts';
import { median } from './columns.ts';
import { counterBorders } from './counter-borders.ts';
import { type Fixes, toFixes } from './fixes.ts';
import { type Frames, toFrames } from './frames.ts';
import { gateBorders, gateCrossings } from './gate-borders.ts';
import { type Draft, type Evidence, judgeLaps, toSectors } from './judge.ts';
import type { Lap, LapSplit } from './lap.ts';
import { type Motion, toMotion } from './motion.ts';
import { toPieces } from './pieces.ts';
import { alongAt, findGaps, type Way, wayByFixes, wayByProgress, wayBySpeed } from './way.ts';

/** What is known of the layout that matters to laps; a `lengthMetres` of 0 and empty lists stand for not known. */
export type LapLayout = Pick<Layout, 'lengthMetres' | 'sectorFractions' | 'gates'>;

const THIRDS = [0, 1 / 3, 2 / 3];

/**
 * The laps of a recording: they cover it in order without overlap. Data never makes it throw. A recording that begins
 * on the line has a first lap that starts a fraction of a sample before 0.
 */
export function splitLaps(recording: Recording, layout?: LapLayout): LapSplit {
  const layoutMetres = layout && layout.lengthMetres > 0 ? layout.lengthMetres : null;
  const frames = toFrames(recording, layoutMetres);
  const motion = frames && toMotion(frames);
  const gates = [...(layout?.gates ?? []), ...recording.gates];
  const start = gates.find((gate) => gate.kind === 'start-finish');
  const fixes = toFixes(recording, start?.a);
  const found = findBorders({ recording, layout, frames, motion, fixes });
  const way = toWay(recording, frames, motion, fixes);
  const lapAlong = way?.metresPerUnit === 1 ? layoutMetres : 1;
  const gaps = way ? findGaps(way, tickOf(way), lapAlong) : [];
  const usedFrames = found.method === 'counter' || found.method === 'distance' ? frames : undefined;
  const pieces = toPieces(found, endOf(recording), usedFrames);
  const evidence: Evidence = { frames: usedFrames, fixes, way, gaps, layoutMetres };
  const drafts = judgeLaps(pieces, evidence);
  const sectors = toSectorPlan(recording, layout, fixes, drafts, way);
  const laps = drafts.map((draft): Lap => {
    const full = draft.kind === 'full';
    return {
      ...draft,
      valid: full && draft.invalidReasons.length === 0,
      sectorSeconds: full
        ? toSectors(draft, sectors.fractions, way, sectors.crossingsOf(draft))
        : [],
    };
  });
  return {
    method: found.method,
    laps,
    lengthMetres: layoutMetres ?? frames?.lengthMetres ?? lengthOf(recording, laps),
    sectorFractions: sectors.fractions,
  };
}

type Found = {
  readonly recording: Recording;
  readonly layout: LapLayout | undefined;
  readonly frames: Frames | undefined;
  readonly motion: Motion | undefined;
  readonly fixes: Fixes | undefined;
};

function findBorders({ recording, layout, frames, motion, fixes }: Found): Borders {
  const counts = frames?.lap !== undefined && frames.visible.length > 0;
  const steps = motion?.steps.length ?? 0;
  const crossings = motion?.crossings.length ?? 0;
  if (frames && motion?.way && counts && (steps > 0 || crossings === 0)) {
    return counterBorders(frames, motion);
  }
  return (
    (fixes && layout && gateBorders(fixes, layout.gates)) ??
    beaconBorders(recording.beaconSeconds) ??
    (fixes && gateBorders(fixes, recording.gates)) ??
    (frames && motion && counts && steps > 0 ? counterBorders(frames, motion) : undefined) ??
    (frames && motion?.way ? progressBorders(frames, motion) : undefined) ?? {
      method: 'none',
      borders: [],
      firstNumber: 1,
    }
  );
}

function beaconBorders(beaconSeconds: readonly number[]): Borders | undefined {
  const lines = beaconSeconds
    .filter((seconds) => Number.isFinite(seconds) && seconds > 0)
    .map((seconds) => ({ seconds, kind: 'line' as const, number: null }));
  if (lines.length === 0) return undefined;
  return { method: 'beacon', borders: mergeBorders(lines), firstNumber: null };
}

function progressBorders(frames: Frames, motion: Motion): Borders {
  const lines = motion.crossings.map((seconds) => ({
    seconds,
    kind: 'line' as const,
    number: null,
  }));
  const cuts = motion.cuts.map((k) => ({
    seconds: frames.seconds[frames.visible[k] ?? 0] ?? 0,
    kind: 'cut' as const,
    number: null,
  }));
  return { method: 'distance', borders: mergeBorders([...lines, ...cuts]), firstNumber: 1 };
}

function toWay(
  recording: Recording,
  frames: Frames | undefined,
  motion: Motion | undefined,
  fixes: Fixes | undefined,
): Way | undefined {
  if (frames && motion?.way) return wayByProgress(frames, motion.way);
  return fixes ? wayByFixes(fixes) : wayBySpeed(recording);
}

function tickOf({ seconds }: Way): number {
  const steps: number[] = [];
  const stride = Math.max(1, Math.floor(seconds.length / 2000));
  for (let k = 1; k < seconds.length; k += stride) {
    const step = (seconds[k] ?? 0) - (seconds[k - 1] ?? 0);
    if (step > 0) steps.push(step);
  }
  return median(steps) ?? 1;
}

function endOf({ durationSeconds, channels }: Recording): number {
  let end = Number.isFinite(durationSeconds) ? Math.max(0, durationSeconds) : 0;
  const bases = new Set<TimeBase>(channels.map((channel: Channel) => channel.time));
  for (const base of bases) {
    const last = sampleSeconds(base, sampleCount(base) - 1);
    if (Number.isFinite(last)) end = Math.max(end, last);
  }
  return end;
}

function lengthOf(recording: Recording, laps: readonly Lap[]): number | null {
  const counted = laps.filter((lap) => lap.kind === 'full' && !lap.invalidReasons.includes('gap'));
  const lengths = counted.flatMap((lap) => lap.distanceMetres ?? []);
  return recording.track.lengthMetres ?? median(lengths) ?? null;
}

type SectorPlan = {
  readonly fractions: readonly number[];
  readonly crossingsOf: (lap: Draft) => readonly number[] | undefined;
};

function toSectorPlan(
  recording: Recording,
  layout: LapLayout | undefined,
  fixes: Fixes | undefined,
  laps: readonly Draft[],
  way: Way | undefined,
): SectorPlan {
  const given = [layout?.sectorFractions ?? [], recording.sectorFractions].find(isFractions);
  if (given) return { fractions: given, crossingsOf: () => undefined };
  return (
    (fixes && sectorsByGates(recording, layout, fixes, laps, way)) ?? {
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
  fixes: Fixes,
  laps: readonly Draft[],
  way: Way | undefined,
): SectorPlan | undefined {
  const full = laps.filter((lap) => lap.kind === 'full');
  const gates = [...(layout?.gates ?? []), ...recording.gates].filter(
    ({ kind }) => kind === 'sector',
  );
  if (!way || gates.length === 0 || full.length === 0) return undefined;
  const times = gates.map((gate) => gateCrossings(fixes, gate));
  const inside = (lap: Draft): number[][] =>
    times.map((list) => list.filter((t) => t > lap.startSeconds && t < lap.endSeconds));
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
