/**
 * Causes of the time lost in one corner, tested against the reference. A difference counts when it is beyond the driver's
 * own spread in that corner (one standard deviation) and beyond a floor: 5 m of braking, throttle or 8 m of coasting,
 * 2 km/h, a tenth of the pedal, one gear. The zone is cut at the reference's point of least speed, 20 m to either side,
 * into entry, middle and exit; a cause is believed only where it acts: braking on the entry, least speed in the middle,
 * throttle on the exit. The part that lost most is asked first; a part with under a fifth of the loss is not asked.
 */
import type { CornerPassage, Finding, FindingCause, Segment } from '../comparison/comparison.ts';
import type { PassagePair } from '../comparison/segments.ts';
import type { CornerSpread } from './spread.ts';

/** A cause with its size, positive, and how many times its threshold it is. */
export type Cause = {
  readonly cause: FindingCause;
  readonly amount: number;
  readonly unit: Finding['unit'];
  readonly strength: number;
};

/** What a corner's causes are tested with. */
export type CornerEvidence = {
  readonly pair: PassagePair;
  readonly spread: CornerSpread | undefined;
  /** Metres that the lap's line lies farther outside at the apex; null when not measured. */
  readonly widerMetres: number | null;
  /** Smallest difference of lines that the positions can tell, metres. */
  readonly lineFloorMetres: number;
  readonly lossBetween: (fromMetres: number, toMetres: number) => number;
};

type Phase = 'entry' | 'middle' | 'exit';

const FLOOR = { metres: 5, coastMetres: 8, speedMps: 2 / 3.6, pedal: 0.1, gears: 1 } as const;
const MIDDLE_METRES = 20;
const ASKED_SHARE = 0.2;
/** Brake points farther apart than this are other brakings: a spin, an escape road. */
const SAME_BRAKING_METRES = 80;

/** The cause of a corner's loss, or undefined when no difference stands out. */
export function findCause(segment: Segment, evidence: CornerEvidence): Cause | undefined {
  const candidates = causesOf(evidence);
  for (const phase of phasesByLoss(segment, evidence)) {
    const fitting = candidates.filter((one) => PHASES[one.cause]?.includes(phase));
    const strongest = fitting.sort((a, b) => b.strength - a.strength)[0];
    if (strongest) return strongest;
  }
  return undefined;
}

const PHASES: Readonly<Partial<Record<FindingCause, readonly Phase[]>>> = {
  'brakes-earlier': ['entry'],
  'brakes-softer': ['entry'],
  coasting: ['entry', 'middle'],
  'slower-minimum': ['middle', 'exit'],
  'brakes-harder': ['middle'],
  'brakes-later': ['middle', 'exit'],
  'wider-line': ['middle', 'exit'],
  'throttle-later': ['exit', 'middle'],
  'slower-exit': ['exit'],
  'lower-gear': ['middle', 'exit'],
  'higher-gear': ['exit'],
};

function phasesByLoss(segment: Segment, { pair, lossBetween }: CornerEvidence): Phase[] {
  const { startMetres, endMetres, lossSeconds } = segment;
  const inside = (metres: number): number => Math.min(endMetres, Math.max(startMetres, metres));
  const from = inside(pair.reference.minimumSpeedMetres - MIDDLE_METRES);
  const to = inside(pair.reference.minimumSpeedMetres + MIDDLE_METRES);
  const phases: readonly { phase: Phase; loss: number }[] = [
    { phase: 'entry', loss: lossBetween(startMetres, from) },
    { phase: 'middle', loss: lossBetween(from, to) },
    { phase: 'exit', loss: lossBetween(to, endMetres) },
  ];
  return phases
    .filter(({ loss }) => loss >= ASKED_SHARE * lossSeconds)
    .sort((a, b) => b.loss - a.loss)
    .map(({ phase }) => phase);
}

function causesOf(evidence: CornerEvidence): Cause[] {
  const { pair, spread, widerMetres, lineFloorMetres } = evidence;
  const { reference, lap } = pair;
  const found: Cause[] = [];
  const test = (
    cause: FindingCause,
    unit: Finding['unit'],
    amount: number | null,
    floor: number,
    own: number | null = null,
  ): void => {
    const threshold = Math.max(floor, own ?? 0);
    if (amount !== null && amount >= threshold)
      found.push({ cause, amount, unit, strength: amount / threshold });
  };
  const more = (pick: (passage: CornerPassage) => number | null): number | null =>
    difference(pick(lap), pick(reference));
  const apart = more((passage) => passage.brakeMetres);
  const brake = apart !== null && Math.abs(apart) <= SAME_BRAKING_METRES ? apart : null;
  const peak = more((passage) => passage.peakBrake);
  const gear = more((passage) => passage.gear);
  const slower = more((passage) => -passage.minimumSpeedMps);
  const slowerExit = more((passage) => -passage.exitSpeedMps);
  const throttle = more((passage) => passage.throttleMetres);
  const coast = more((passage) => passage.coastMetres);
  test('brakes-earlier', 'm', negated(brake), FLOOR.metres, spread?.brakeMetres);
  test('brakes-later', 'm', brake, FLOOR.metres, spread?.brakeMetres);
  test('brakes-softer', 'ratio', negated(peak), FLOOR.pedal, spread?.peakBrake);
  test('brakes-harder', 'ratio', peak, FLOOR.pedal, spread?.peakBrake);
  test('slower-minimum', 'm/s', slower, FLOOR.speedMps, spread?.minimumSpeedMps);
  test('throttle-later', 'm', throttle, FLOOR.metres, spread?.throttleMetres);
  test('slower-exit', 'm/s', slowerExit, FLOOR.speedMps, spread?.exitSpeedMps);
  test('coasting', 'm', coast, FLOOR.coastMetres, spread?.coastMetres);
  test('wider-line', 'm', widerMetres, lineFloorMetres);
  test('lower-gear', '', negated(gear), FLOOR.gears);
  test('higher-gear', '', gear, FLOOR.gears);
  return found;
}

function difference(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a - b;
}

function negated(value: number | null): number | null {
  return value === null ? null : -value;
}

/** Whether the lap leaves the corner slower than the reference by more than the driver's own spread; m/s, else null. */
export function slowerExitOf(pair: PassagePair, spread: CornerSpread | undefined): number | null {
  const amount = pair.reference.exitSpeedMps - pair.lap.exitSpeedMps;
  return amount >= Math.max(FLOOR.speedMps, spread?.exitSpeedMps ?? 0) ? amount : null;
}
