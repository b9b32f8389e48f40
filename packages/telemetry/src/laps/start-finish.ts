/**
 * A start/finish line for a drive that has none, found from the driving alone. The path must come round again and again:
 * some loop of at least 300 m (within 3 %) closes over at least a whole lap, at 5 m/s or more, and makes up 30 % of the
 * drive or five laps of it. A road driven there and back comes round too, but most of its loop is covered the other way
 * as well, which a circuit's is not. The line lies across the middle of the longest straight (by the shape that all laps
 * agree on, so that another driver on another day gets it at about the same place; of equal ones the northern one), or,
 * on a loop without one, at its northernmost point; of several straights, one that all laps pass. It counts when three passes close two equal loops.
 */
import type { LocalPlane } from '../geometry/local-plane.ts';
import type { Gate, Recording } from '../recording/recording.ts';
import { at64, indexAtOrAfter, median } from './columns.ts';
import { type Fixes, toFixes } from './fixes.ts';
import { gateCrossings } from './gate-borders.ts';
import { type MeanLoop, toMeanLoop } from './mean-loop.ts';
import { findReturns, type Returns, SHORTEST_LOOP_METRES } from './returns.ts';
import { findStraights } from './straights.ts';
import { LONGEST_LOOP_METRES, STEP_METRES, toTrail, type Trail } from './trail.ts';

const EQUAL_RATIO = 0.03;
const BIN_RATIO = 0.01;
const SHARE_OF_DRIVE = 0.3;
const MANY_LOOPS = 5;
const SLOWEST_METRES_PER_SECOND = 5;
const OPPOSITE_SHARE = 0.75;
const HALF_WIDTH_METRES = 20;
const LOOPS_NEEDED = 2;
/** Where a drive begins and ends makes one loop of difference; a place that misses more of them is beside the circuit. */
const PASSED_RATIO = 0.9;

/**
 * The line across the track that the laps of a circuit are best told apart by, found where the path of the positions
 * clearly repeats; undefined for every other drive. Its ends are 40 m apart, in degrees.
 */
export function findStartFinish(recording: Recording): Gate | undefined {
  const fixes = toFixes(recording);
  return fixes && findLineOf(fixes);
}

/** As `findStartFinish`, for positions that are known already. */
export function findLineOf(fixes: Fixes): Gate | undefined {
  const trail = toTrail(fixes);
  if (!trail || trail.count * STEP_METRES < LOOPS_NEEDED * SHORTEST_LOOP_METRES) return undefined;
  const returns = findReturns(trail);
  const lapMetres = findLapLength(returns);
  if (lapMetres === undefined) return undefined;
  const closing = closingPoints(returns, lapMetres);
  if (!isCircuit(trail, returns, closing, lapMetres)) return undefined;
  const loop = toMeanLoop(trail, returns.before, closing, lapMetres);
  return loop && chooseGate(fixes.plane, trail, loop, lapMetres);
}

/** The length that most points agree on, or undefined where no point comes back. */
function findLapLength({ loopMetres }: Returns): number | undefined {
  const bin = (metres: number): number =>
    Math.floor(Math.log(metres / SHORTEST_LOOP_METRES) / BIN_RATIO) + 1;
  const votes = new Int32Array(bin(LONGEST_LOOP_METRES) + 3);
  const lengths = loopMetres.filter((metres) => metres >= SHORTEST_LOOP_METRES);
  for (const metres of lengths) votes[bin(metres)] = (votes[bin(metres)] ?? 0) + 1;
  let best = 0;
  let most = 0;
  for (let b = 1; b < votes.length - 1; b++) {
    const sum = (votes[b - 1] ?? 0) + (votes[b] ?? 0) + (votes[b + 1] ?? 0);
    if (sum > most) [most, best] = [sum, b];
  }
  return median([...lengths.filter((metres) => Math.abs(bin(metres) - best) <= 1)]);
}

/** The points at which a loop of this length closed, rising. */
function closingPoints({ loopMetres }: Returns, lapMetres: number): Int32Array {
  const points = new Int32Array(loopMetres.length);
  let n = 0;
  for (let k = 0; k < loopMetres.length; k++) {
    if (isEqual(at64(loopMetres, k), lapMetres)) points[n++] = k;
  }
  return points.subarray(0, n);
}

const isEqual = (metres: number, lapMetres: number): boolean =>
  Math.abs(metres - lapMetres) <= EQUAL_RATIO * lapMetres;

function isCircuit(
  trail: Trail,
  { before, oppositeMetres }: Returns,
  closing: Int32Array,
  lapMetres: number,
): boolean {
  const loops = (closing.length * STEP_METRES) / lapMetres;
  if (loops < 1 || (loops < MANY_LOOPS && closing.length < SHARE_OF_DRIVE * trail.count))
    return false;
  const seconds: number[] = [];
  let opposite = 0;
  for (const k of closing) {
    seconds.push(at64(trail.seconds, k) - at64(trail.seconds, before[k] ?? -1));
    if (at64(oppositeMetres, k) < (1 + EQUAL_RATIO) * lapMetres) opposite++;
  }
  const slow = lapMetres < SLOWEST_METRES_PER_SECOND * (median(seconds) ?? Number.NaN);
  return !slow && opposite < OPPOSITE_SHARE * closing.length;
}

function chooseGate(
  plane: LocalPlane,
  trail: Trail,
  loop: MeanLoop,
  lapMetres: number,
): Gate | undefined {
  const candidates = findStraights(loop).map((k) => {
    const gate = gateAcross(plane, loop, k);
    return { gate, loops: countLoops(plane, trail, gate, lapMetres) };
  });
  const most = Math.max(0, ...candidates.map(({ loops }) => loops));
  const enough = Math.max(LOOPS_NEEDED, PASSED_RATIO * most - 1);
  return candidates.find(({ loops }) => loops >= enough)?.gate;
}

function gateAcross(plane: LocalPlane, loop: MeanLoop, k: number): Gate {
  const x = at64(loop.xMetres, k);
  const y = at64(loop.yMetres, k);
  const east = HALF_WIDTH_METRES * at64(loop.east, k);
  const north = HALF_WIDTH_METRES * at64(loop.north, k);
  return {
    kind: 'start-finish',
    name: 'Start/Finish',
    a: { latitude: plane.latitude(y + east), longitude: plane.longitude(x - north) },
    b: { latitude: plane.latitude(y - east), longitude: plane.longitude(x + north) },
  };
}

function countLoops(plane: LocalPlane, trail: Trail, gate: Gate, lapMetres: number): number {
  const { seconds } = trail;
  const crossings = gateCrossings({ ...trail, plane, cuts: [] }, gate);
  const ways = crossings.map((t) =>
    at64(trail.wayMetres, Math.min(trail.count - 1, indexAtOrAfter(seconds, t))),
  );
  return ways.filter((way, k) => k > 0 && isEqual(way - (ways[k - 1] ?? 0), lapMetres)).length;
}
