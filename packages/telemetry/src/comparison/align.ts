/**
 * Brings laps of one layout onto one distance. The same method serves all of them, the best that every lap allows.
 * With positions the laps are checked first, whatever the method: 16 probes along the other lap must move forward on the
 * reference's line (else it was driven the other way), and most of them must lie near it (else it is another layout).
 * Before all that, whole laps whose own lengths differ by more than a tenth are laps of different layouts.
 */
import type { AlignmentMethod, Refusal } from './comparison.ts';
import { isAxis, lapDistanceAxis, refuse } from '../distance/axis.ts';
import type { AxisOptions, DistanceAxis } from '../distance/axis.ts';
import { at } from '../distance/interpolation.ts';
import { ownLength } from '../distance/own-length.ts';
import { findLapPath } from '../distance/positions.ts';
import { nearestWithin } from '../distance/projection.ts';
import { lineOfLap, lineOfOutline } from '../distance/reference-line.ts';
import type { ReferenceLine } from '../distance/reference-line.ts';
import type { Corner } from '../corners/corner.ts';
import type { LapData } from '../laps/lap.ts';
import type { OfficialCorner, Outline } from '../track/layout.ts';

/** What a comparison needs to know of the layout. */
export type ComparedLayout = {
  readonly lengthMetres: number;
  readonly outline?: Outline | null;
  readonly officialCorners?: readonly OfficialCorner[];
  /** Corners of the layout where they are known already; detected on the reference when left out. */
  readonly corners?: readonly Corner[];
};

/** The axes of the laps in their order, by one method. */
export type Aligned = {
  readonly kind: 'aligned';
  readonly method: AlignmentMethod;
  readonly line: ReferenceLine | undefined;
  readonly axes: readonly DistanceAxis[];
};

const METHODS: readonly AlignmentMethod[] = ['lap-distance', 'position', 'integrated-speed'];
const PROBES = 16;
const NEAR_METRES = 100;
const SAME_LENGTH_SHARE = 0.1;

/** The laps on one distance, the first one being the reference; or why one of them cannot be. */
export function alignLaps(laps: readonly LapData[], layout: ComparedLayout): Aligned | Refusal {
  const reference = laps[0];
  if (!reference) return refuse('no-distance', 'there is no lap');
  const { lengthMetres } = layout;
  const own = lineOfLap(reference, lengthMetres);
  for (const lap of laps.slice(1)) {
    const refusal = checkLengths(reference, lap) ?? (own && checkOnLine(lap, own));
    if (refusal) return refusal;
  }
  const line = chooseLine(own, layout);
  let refusal = refuse('no-distance', 'no channel tells the distance of every lap');
  for (const method of METHODS) {
    const aligned = alignBy(laps, lengthMetres, { method, ...(line ? { line } : {}) });
    if (aligned.kind === 'aligned') return { ...aligned, line };
    refusal = aligned;
    // Only a missing channel sends the search on: what a better method contradicts, a worse one must not confirm.
    if (refusal.reason !== 'no-distance') break;
  }
  return refusal;
}

function alignBy(
  laps: readonly LapData[],
  lengthMetres: number,
  options: AxisOptions & { readonly method: AlignmentMethod },
): Aligned | Refusal {
  const axes: DistanceAxis[] = [];
  for (const lap of laps) {
    const axis = lapDistanceAxis(lap, lengthMetres, options);
    if (!isAxis(axis)) return axis;
    axes.push(axis);
  }
  return { kind: 'aligned', method: options.method, line: undefined, axes };
}

/** The layout's outline where it lies in degrees as the reference does: the same line for any reference. */
function chooseLine(
  own: ReferenceLine | undefined,
  { outline, lengthMetres }: ComparedLayout,
): ReferenceLine | undefined {
  if (!own?.plane || !outline || outline.source !== 'gps') return own;
  return lineOfOutline(outline, lengthMetres) ?? own;
}

function checkLengths(reference: LapData, lap: LapData): Refusal | undefined {
  const expected = wholeLength(reference);
  const metres = wholeLength(lap);
  if (expected === undefined || metres === undefined) return undefined;
  const apart = Math.abs(metres - expected) / Math.max(metres, expected);
  if (apart <= SAME_LENGTH_SHARE) return undefined;
  const detail = `lap ${lap.lap.number} is ${metres.toFixed(0)} m long, the reference ${expected.toFixed(0)} m`;
  return refuse('different-layout', detail);
}

/** The own length of a lap that was driven and recorded from line to line. */
function wholeLength(lap: LapData): number | undefined {
  const { kind, invalidReasons } = lap.lap;
  return kind === 'full' && !invalidReasons.includes('gap') ? ownLength(lap) : undefined;
}

function checkOnLine(lap: LapData, line: ReferenceLine): Refusal | undefined {
  const path = findLapPath(lap, line.plane);
  if (!path) return undefined;
  const { lengthMetres } = line;
  const match = { metres: 0, squared: 0, segment: 0 };
  const found: number[] = [];
  for (let k = 0; k < PROBES; k++) {
    const i = Math.floor(((k + 0.5) * path.seconds.length) / PROBES);
    nearestWithin(line, at(path.xMetres, i), at(path.yMetres, i), 0, lengthMetres, match);
    if (match.squared <= NEAR_METRES ** 2) found.push(match.metres);
  }
  if (found.length < PROBES * 0.6) {
    const detail = `${found.length} of ${PROBES} probes of lap ${lap.lap.number} lie near the reference's line`;
    return refuse('different-layout', detail);
  }
  let falling = 0;
  for (let k = 1; k < found.length; k++) {
    const step = at(found, k) - at(found, k - 1);
    const wrapped = step - Math.round(step / lengthMetres) * lengthMetres;
    if (wrapped < 0) falling++;
  }
  return falling > (found.length - 1) * 0.6
    ? refuse('reversed', `lap ${lap.lap.number} was driven the other way round`)
    : undefined;
}
