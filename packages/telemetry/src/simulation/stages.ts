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
const OUT_LAP: LapPlan = { gripShare: 0.86 };

/** The way out of the pits, or the last metres before the line. */
export function firstStage(course: Course, { outLap }: DriveOptions): Stage {
  const lastNode = course.xMetres.length;
  const from = outLap ? STALL_METRES : course.lengthMetres - FLYING_METRES;
  const plan = typeof outLap === 'object' ? outLap : outLap ? OUT_LAP : {};
  const firstNode = Math.round(from / course.stepMetres);
  return { lap: 0, firstNode, lastNode, pit: outLap ? 'leaves' : 'none', plan, standsAfter: false };
}

/** What follows a stage: a planned lap, the in lap, a stop, the way out of it, the run on; undefined at the end. */
export function nextStage(
  course: Course,
  { laps, inLap }: DriveOptions,
  before: Stage,
): Stage | undefined {
  const nodes = course.xMetres.length;
  const nodeAt = (metres: number): number => Math.round(metres / course.stepMetres);
  const stall = nodeAt(STALL_METRES);
  if (before.lastNode !== nodes) {
    if (!before.plan.pitStop) return undefined;
    const { lap } = before;
    const plan = OUT_LAP;
    return { lap, firstNode: stall, lastNode: nodes, pit: 'leaves', plan, standsAfter: false };
  }
  const lap = before.lap + 1;
  const whole = { lap, firstNode: 0, lastNode: nodes, standsAfter: false };
  const toStall = { ...whole, lastNode: stall, pit: 'leaves', standsAfter: true } as const;
  if (before.plan.pitStop) return { ...toStall, plan: before.plan };
  const plan = typeof laps === 'function' ? laps(lap) : laps[lap - 1];
  if (plan) return { ...whole, pit: plan.pitStop ? 'enters' : 'none', plan };
  if (!inLap) return { ...whole, lastNode: nodeAt(RUN_ON_METRES), pit: 'none', plan: {} };
  if (before.pit === 'enters') return { ...toStall, plan: {} };
  return { ...whole, pit: 'enters', plan: typeof inLap === 'object' ? inLap : { gripShare: 0.88 } };
}
