import type { CarState } from './car-state.ts';
import { type Course, headingAt, windOf } from './course.ts';
import { type DrivenLine, pitLaneOf } from './driven-line.ts';
import type { Stage } from './stages.ts';

/** A stage with its line, its speed at each node and the time at which each node is reached. */
export type Stretch = Stage & {
  readonly line: DrivenLine;
  readonly speeds: Float64Array;
  readonly times: Float64Array;
};

/** Time at which the last node of a stretch is reached. */
export const endOf = ({ times }: Stretch): number => times[times.length - 1] ?? 0;

/** Sets place and motion for a time inside cell `k` of the stretch; before its start the car waits at its first node. */
export function placeCar(
  course: Course,
  state: CarState,
  stretch: Stretch,
  k: number,
  seconds: number,
): void {
  const { line, speeds, times, lap, firstNode, pit } = stretch;
  const from = speeds[k] ?? 0;
  const road = line.steps[k] ?? 1;
  const push = ((speeds[k + 1] ?? 0) ** 2 - from * from) / (2 * road);
  const since = Math.max(0, seconds - (times[k] ?? 0));
  const share = Math.min(1, Math.max(0, (from * since + (push * since * since) / 2) / road));
  const blend = (values: Float64Array): number => between(values[k], values[k + 1], share);
  const nodes = course.xMetres.length;
  const node = firstNode + k;
  const round = (values: Float64Array): number =>
    between(values[node % nodes], values[(node + 1) % nodes], share);
  const heading = between(headingAt(course, node), headingAt(course, node + 1), share);
  const offset = blend(line.offsets);
  const place = node + share;
  const standing = from === 0 && since === 0;
  state.lap = lap;
  state.metres = place * course.stepMetres;
  state.progress = place / nodes;
  state.xMetres = round(course.xMetres) - offset * Math.sin(heading);
  state.yMetres = round(course.yMetres) + offset * Math.cos(heading);
  state.altitudeMetres = round(course.altitudesMetres);
  state.slope = round(course.slopes);
  state.speedMps = Math.max(0, from + push * since);
  state.course = lap * windOf(course) + blend(line.headings);
  state.curvature = blend(line.curvatures);
  state.longitudinal = standing
    ? 0
    : between(accelerationAt(line, speeds, k), accelerationAt(line, speeds, k + 1), share);
  state.lateral = state.curvature * state.speedMps * state.speedMps;
  placeInPits(course, state, pit);
}

function placeInPits(course: Course, state: CarState, pit: Stage['pit']): void {
  const lane = pitLaneOf(course);
  const leaving = pit === 'leaves' && state.metres < lane.exitMetres;
  state.pit = leaving || (pit === 'enters' && state.metres > lane.entryMetres);
  state.inStall = leaving && state.speedMps === 0;
}

/** Acceleration at a node, from the energy on both sides of it. */
function accelerationAt({ steps }: DrivenLine, speeds: Float64Array, k: number): number {
  const a = Math.max(0, k - 1);
  const b = Math.min(speeds.length - 1, k + 1);
  let road = 0;
  for (let i = a; i < b; i++) road += steps[i] ?? 0;
  return road > 0 ? ((speeds[b] ?? 0) ** 2 - (speeds[a] ?? 0) ** 2) / (2 * road) : 0;
}

function between(a: number | undefined, b: number | undefined, share: number): number {
  const from = a ?? b ?? 0;
  return from + share * ((b ?? from) - from);
}
