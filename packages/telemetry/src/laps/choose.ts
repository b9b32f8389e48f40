import type { Gate, Recording } from '../recording/recording.ts';
import { type Borders, mergeBorders } from './border.ts';
import { counterBorders } from './counter-borders.ts';
import type { Fixes } from './fixes.ts';
import { type Frames, visibleSeconds } from './frames.ts';
import { gateBorders } from './gate-borders.ts';
import type { LapSplit } from './lap.ts';
import type { Motion } from './motion.ts';
import type { LapLayout } from './sectors.ts';
import { findLineOf } from './start-finish.ts';

/** What a recording holds that can tell laps apart. */
export type Sources = {
  readonly recording: Recording;
  readonly layout: LapLayout | undefined;
  readonly sim: { readonly frames: Frames; readonly motion: Motion } | undefined;
  /** The path of its positions, computed at the first call. */
  readonly fixes: () => Fixes | undefined;
};

/**
 * Borders by the strongest source: counter with position, the layout's gate, beacons, the file's gate, a counter alone,
 * position alone, a gate found from the driving, nothing. A counter that never steps although the line is crossed does
 * not count laps.
 */
export function findBorders({ recording, layout, sim, fixes }: Sources): Borders {
  const byGate = (
    gates: readonly Gate[],
    gateSource: LapSplit['gateSource'],
  ): Borders | undefined => {
    const path = gates.length > 0 ? fixes() : undefined;
    const found = path && gateBorders(path, gates);
    return found && { ...found, gateSource };
  };
  const byFoundGate = (): Borders | undefined => {
    const path = fixes();
    const gate = path && findLineOf(path);
    return gate && byGate([gate], 'found');
  };
  const byCounter = (): Borders | undefined =>
    sim && countedBorders(sim.frames, sim.motion, () => fixes() !== undefined);
  const ranked = [
    () => (sim?.motion.way ? byCounter() : undefined),
    () => byGate(layout?.gates ?? [], 'layout'),
    () => beaconBorders(recording.beaconSeconds),
    () => byGate(recording.gates, 'file'),
    byCounter,
    () => sim && progressBorders(sim.frames, sim.motion),
    byFoundGate,
  ];
  for (const find of ranked) {
    const found = find();
    if (found) return found;
  }
  return { method: 'none', borders: [], firstNumber: 1 };
}

function countedBorders(
  frames: Frames,
  motion: Motion,
  positions: () => boolean,
): Borders | undefined {
  if (!frames.lap || frames.visible.length === 0) return undefined;
  const stands = motion.way !== undefined && motion.crossings.length === 0;
  return motion.steps.length > 0 || stands
    ? counterBorders(frames, motion, positions())
    : undefined;
}

function beaconBorders(beaconSeconds: readonly number[]): Borders | undefined {
  const lines = beaconSeconds
    .filter((seconds) => Number.isFinite(seconds) && seconds > 0)
    .map((seconds) => ({ seconds, kind: 'line' as const, number: null }));
  if (lines.length === 0) return undefined;
  return { method: 'beacon', borders: mergeBorders(lines), firstNumber: null };
}

function progressBorders(frames: Frames, motion: Motion): Borders | undefined {
  if (!motion.way || frames.visible.length === 0) return undefined;
  const lines = motion.crossings.map(({ seconds }) => {
    return { seconds, kind: 'line' as const, number: null };
  });
  const cuts = motion.cuts.map((k) => {
    return { seconds: visibleSeconds(frames, k), kind: 'cut' as const, number: null };
  });
  return { method: 'distance', borders: mergeBorders([...lines, ...cuts]), firstNumber: 1 };
}
