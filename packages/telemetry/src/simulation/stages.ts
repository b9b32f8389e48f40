import type { Course } from './course.ts';
import type { PitUse } from './driven-line.ts';
import type { DriveOptions } from './drive-options.ts';
import type { LapPlan } from './lap-plan.ts';

/** A part of the session driven to one plan: a lap from line to line, or the way into the first or out of the last. */
export type Stage = {
  readonly lap: number;
  readonly firstNode: number;
  readonly lastNode: number;
  readonly pit: PitUse;
  readonly plan: LapPlan;
  readonly standsAfter: boolean;
};

const STALL_METRES = 60;
const FLYING_METRES = 320;
const RUN_ON_METRES = 220;

/** The way out of the pits, or the last metres before the line. */
export function firstStage(course: Course, { outLap }: DriveOptions): Stage {
  const lastNode = course.xMetres.length;
  const from = outLap ? STALL_METRES : course.lengthMetres - FLYING_METRES;
  const plan = typeof outLap === 'object' ? outLap : outLap ? { gripShare: 0.86 } : {};
  const firstNode = Math.round(from / course.stepMetres);
  return { lap: 0, firstNode, lastNode, pit: outLap ? 'leaves' : 'none', plan, standsAfter: false };
}

/** What follows a stage: a planned lap, the in lap, the stop, the run on; undefined at the end. */
export function nextStage(
  course: Course,
  { laps, inLap }: DriveOptions,
  before: Stage,
  number: number,
): Stage | undefined {
  const whole = { lap: number, firstNode: 0, lastNode: course.xMetres.length, standsAfter: false };
  if (before.lastNode !== course.xMetres.length) return undefined;
  const plan = typeof laps === 'function' ? laps(number) : laps[number - 1];
  if (plan) return { ...whole, pit: 'none', plan };
  const nodeAt = (metres: number): number => Math.round(metres / course.stepMetres);
  if (!inLap) return { ...whole, lastNode: nodeAt(RUN_ON_METRES), pit: 'none', plan: {} };
  if (before.pit === 'enters') {
    return { ...whole, lastNode: nodeAt(STALL_METRES), pit: 'leaves', plan: {}, standsAfter: true };
  }
  return { ...whole, pit: 'enters', plan: typeof inLap === 'object' ? inLap : { gripShare: 0.88 } };
}
