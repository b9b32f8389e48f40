/**
 * Laps of a recording, by the strongest evidence it holds: a sim's lap counter with its place in the lap; a gate of the
 * layout; beacons; a gate of the file; a counter alone; the place in the lap alone; a gate found where the positions
 * clearly repeat; else all of it as one partial lap.
 * Rules and their numbers stand with each step: frames (what is not driving), motion (crossings, resets), borders,
 * pieces (kinds), official times, judge (validity), sectors. Linear in the samples of the channels concerned; none is
 * copied where it shares its time base with the others. Not done here: point-to-point stages, road drives by stops.
 */
import { type Channel, sampleCount, sampleSeconds, type TimeBase } from '../channels/channel.ts';
import type { Recording } from '../recording/recording.ts';
import { findBorders, type Sources } from './choose.ts';
import { median, tickOf } from './columns.ts';
import { type Fixes, toFixes } from './fixes.ts';
import { toFrames } from './frames.ts';
import { type Evidence, judgeLaps } from './judge.ts';
import type { Lap, LapSplit } from './lap.ts';
import { toMotion } from './motion.ts';
import { toPieces } from './pieces.ts';
import { type LapLayout, toSectorPlan, toSectors, toSectorWay } from './sectors.ts';
import { alongAt, findGaps, type Way, wayByFixes, wayByProgress, wayBySpeed } from './way.ts';

/** Laps that must be driven before their length is measured by them. */
const SHORTEST_MEASURE = 0.5;

export type { LapLayout } from './sectors.ts';

/**
 * The laps of a recording: they cover it in order without overlap. Data never makes it throw. A recording that begins
 * on the line has a first lap that starts a fraction of a sample before 0.
 */
export function splitLaps(recording: Recording, layout?: LapLayout): LapSplit {
  const layoutMetres = layout && layout.lengthMetres > 0 ? layout.lengthMetres : null;
  const sources = toSources(recording, layout, layoutMetres);
  const found = findBorders(sources);
  const sim = found.method === 'counter' || found.method === 'distance' ? sources.sim : undefined;
  const evidence = toEvidence(sources, sim?.frames, layoutMetres);
  const pieces = toPieces(found, endOf(recording), sim?.frames);
  const drafts = judgeLaps(pieces, evidence);
  const way = toSectorWay(recording, sources.fixes, evidence.way);
  const plan = toSectorPlan(recording, layout, sources.fixes, drafts, way);
  const laps = drafts.map((draft): Lap => {
    if (draft.kind !== 'full') return { ...draft, valid: false, sectorSeconds: [] };
    const sectorSeconds = toSectors(draft, plan.fractions, way, plan.crossingsOf(draft));
    return { ...draft, valid: draft.invalidReasons.length === 0, sectorSeconds };
  });
  return {
    method: found.method,
    gateSource: found.gateSource ?? null,
    laps,
    lengthMetres: layoutMetres ?? simLength(sim, evidence.way) ?? lengthOf(recording, laps),
    sectorFractions: plan.fractions,
  };
}

function toSources(
  recording: Recording,
  layout: LapLayout | undefined,
  layoutMetres: number | null,
): Sources {
  const frames = toFrames(recording, layoutMetres);
  const gates = [...(layout?.gates ?? []), ...recording.gates];
  const start = gates.find((gate) => gate.kind === 'start-finish');
  return {
    recording,
    layout,
    sim: frames && { frames, motion: toMotion(frames) },
    fixes: once(() => toFixes(recording, start?.a)),
  };
}

function toEvidence(
  sources: Sources,
  frames: Evidence['frames'],
  layoutMetres: number | null,
): Evidence {
  const { fixes, sim, recording } = sources;
  const round = sim?.motion.way && wayByProgress(sim.frames, sim.motion.way);
  // A lap between two crossings in the sim's own progress is closed by construction.
  const path = round ? undefined : fixes();
  const way = round ? inMetres(round, sources) : drivenWay(recording, path);
  const gaps = way ? findGaps(way, tickOf(way.seconds), round ? 1 : layoutMetres) : [];
  return { frames, fixes: path, way, gaps, layoutMetres };
}

function drivenWay(recording: Recording, path: Fixes | undefined): Way | undefined {
  return path ? wayByFixes(path) : wayBySpeed(recording);
}

/** A way counted in laps of unknown length gets the length that the car drove a lap, by positions or speed. */
function inMetres(round: Way, { recording, fixes }: Sources): Way {
  const driven = round.metresPerUnit === null ? drivenWay(recording, fixes()) : undefined;
  if (!driven) return round;
  const laps = (round.along.at(-1) ?? 0) - (round.along[0] ?? 0);
  const from = alongAt(driven, round.seconds[0] ?? 0);
  const metres = alongAt(driven, round.seconds.at(-1) ?? 0) - from;
  return laps > SHORTEST_MEASURE && metres > 0 ? { ...round, metresPerUnit: metres / laps } : round;
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

/** A lap by the sim's own progress; a distance counted from beacons is no length. */
function simLength(sim: Sources['sim'], way: Way | undefined): number | null {
  return sim?.motion.way && way && !sim.frames.restarts ? way.metresPerUnit : null;
}

function lengthOf(recording: Recording, laps: readonly Lap[]): number | null {
  const counted = laps.filter((lap) => lap.kind === 'full' && !lap.invalidReasons.includes('gap'));
  const lengths = counted.flatMap((lap) => lap.distanceMetres ?? []);
  return recording.track.lengthMetres ?? median(lengths) ?? null;
}

function once<T>(compute: () => T): () => T {
  let result: { readonly value: T } | undefined;
  return () => (result ??= { value: compute() }).value;
}
