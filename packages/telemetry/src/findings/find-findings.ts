/**
 * The two or three costliest places with their cause. A straight that was entered slower belongs to the corner before it:
 * the two are weighed together and both shown. Places that lost less than 0.02 s are none, nor are places that lost no
 * more than three times what an estimated alignment left over. Where the samples are too slow for phases, or no
 * difference stands out, the place is named without a cause if it lost 0.1 s and a tenth of the gap.
 */
import type { Corner } from '../corners/corner.ts';
import type { Finding, Segment } from '../comparison/comparison.ts';
import { findCause, slowerExitOf } from './causes.ts';
import type { CornerSpread } from './spread.ts';
import { findingText } from './words.ts';

/** What the findings are tested with, beside the segments. */
export type FindingEvidence = {
  readonly corners: readonly Corner[];
  /** False below about 8 samples a second: then places are named without causes. */
  readonly phasesMeasured: boolean;
  /** The driver's own spread by corner number; floors alone count where it is missing. */
  readonly spreads: ReadonlyMap<number, CornerSpread>;
  /** Metres the lap lies farther outside at a corner's apex, or null. */
  readonly widerMetres: (corner: Corner) => number | null;
  readonly lineFloorMetres: number;
  readonly gapSeconds: number;
  /** What an estimated alignment left over, either sign; 0 where the alignment is sound. */
  readonly uncertainSeconds: number;
  readonly lossBetween: (fromMetres: number, toMetres: number) => number;
};

type Place = { readonly loss: number; readonly findings: readonly Finding[] };

const LEAST_SECONDS = 0.02;
const LEAST_UNCLEAR_SECONDS = 0.1;
const LEAST_UNCLEAR_SHARE = 0.1;
const UNCERTAIN_TIMES = 3;
const MOST_PLACES = 3;

/** Up to three places, costliest first; a corner is followed by its straight when that loss is the corner's. */
export function findFindings(segments: readonly Segment[], evidence: FindingEvidence): Finding[] {
  const places: Place[] = [];
  for (let i = 0; i < segments.length; i++) {
    const segment = segments[i];
    if (!segment) continue;
    const next = segments[i + 1];
    const carried = next && carriedLoss(segment, next, evidence);
    const findings = [findingOf(segment, evidence), carried]
      .filter((one) => one !== undefined)
      .filter((one) => standsOut(one, evidence));
    if (carried) i++;
    const loss = findings.reduce((sum, finding) => sum + finding.lossSeconds, 0);
    if (findings.length > 0) places.push({ loss, findings });
  }
  return places
    .sort((a, b) => b.loss - a.loss)
    .slice(0, MOST_PLACES)
    .flatMap((place) => place.findings);
}

function standsOut(
  { cause, lossSeconds }: Finding,
  { gapSeconds, uncertainSeconds }: FindingEvidence,
): boolean {
  const uncertain = UNCERTAIN_TIMES * Math.abs(uncertainSeconds);
  if (uncertain > 0 && !(lossSeconds > uncertain)) return false;
  const share = LEAST_UNCLEAR_SHARE * Math.abs(gapSeconds);
  return cause !== 'no-clear-cause' || lossSeconds >= Math.max(LEAST_UNCLEAR_SECONDS, share);
}

function carriedLoss(
  corner: Segment,
  straight: Segment,
  evidence: FindingEvidence,
): Finding | undefined {
  const fits = corner.kind === 'corner' && straight.kind === 'straight' && corner.passages;
  if (!fits || straight.lossSeconds < LEAST_SECONDS || !evidence.phasesMeasured) return undefined;
  const amount = slowerExitOf(fits, evidence.spreads.get(corner.number));
  if (amount === null) return undefined;
  return toFinding(straight, { cause: 'slower-exit', amount, unit: 'm/s' }, corner.name);
}

function findingOf(segment: Segment, evidence: FindingEvidence): Finding | undefined {
  if (segment.lossSeconds < LEAST_SECONDS) return undefined;
  const cause = causeOf(segment, evidence);
  const name = segment.name ?? nameOf(segment.number, evidence.corners);
  return toFinding(segment, cause ?? { cause: 'no-clear-cause', amount: null, unit: '' }, name);
}

function causeOf(
  segment: Segment,
  evidence: FindingEvidence,
): Pick<Finding, 'cause' | 'amount' | 'unit'> | undefined {
  const corner = evidence.corners.find(({ number }) => number === segment.number);
  if (!segment.passages || !corner || !evidence.phasesMeasured) return undefined;
  return findCause(segment, {
    pair: segment.passages,
    spread: evidence.spreads.get(segment.number),
    widerMetres: evidence.widerMetres(corner),
    lineFloorMetres: evidence.lineFloorMetres,
    lossBetween: evidence.lossBetween,
  });
}

function nameOf(number: number, corners: readonly Corner[]): string | null {
  return corners.find((corner) => corner.number === number)?.name ?? null;
}

function toFinding(
  { kind, number, startMetres, endMetres, lossSeconds }: Segment,
  { cause, amount, unit }: Pick<Finding, 'cause' | 'amount' | 'unit'>,
  name: string | null,
): Finding {
  const place = { kind, number, startMetres, endMetres, lossSeconds, cause, amount, unit };
  return { ...place, text: findingText(place, name) };
}
