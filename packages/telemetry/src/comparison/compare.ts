/**
 * Compares a lap with a reference: alignment, delta, mini-sectors, corners, segments, findings. Cost for two laps of
 * 90 s at 60 Hz: a few milliseconds, typed arrays throughout.
 */
import type { Comparison, Refusal } from './comparison.ts';
import { alignLaps } from './align.ts';
import type { ComparedLayout } from './align.ts';
import { deltaOf, lossBetween, mergeGaps, miniSectorsOf } from './delta.ts';
import { passageWindows, segmentsOf } from './segments.ts';
import type { PassagePair } from './segments.ts';
import { controlsOf, PHASE_RATE_HZ } from '../corners/controls.ts';
import type { Corner } from '../corners/corner.ts';
import { cornersOfOutline, detectCornersOnAxis } from '../corners/layout-corners.ts';
import { nameCorners } from '../corners/official.ts';
import { cornerPassage } from '../corners/passage.ts';
import type { PassageWindow } from '../corners/passage.ts';
import { distanceGrid, isAxis, lapDistanceAxis, refuse } from '../distance/axis.ts';
import type { DistanceAxis } from '../distance/axis.ts';
import type { ReferenceLine } from '../distance/reference-line.ts';
import { findFindings } from '../findings/find-findings.ts';
import { lineOffset } from '../findings/line-offset.ts';
import { cornerSpread } from '../findings/spread.ts';
import type { CornerSpread } from '../findings/spread.ts';
import type { LapData } from '../laps/lap.ts';

export type CompareOptions = {
  /** Step of the delta's grid, 0.5–50 m; 5 when left out. */
  readonly gridMetres?: number;
  /** 25 when left out. */
  readonly miniSectors?: number;
  /** Other laps of the lap's driver on this layout: causes must exceed the spread in them. */
  readonly history?: readonly LapData[];
};

const ESTIMATED_SECONDS = 0.01;
const LINE_FLOOR_METRES = { 'lap-distance': 1.5, position: 3, 'integrated-speed': 3 } as const;

/** Where the lap lost and gained time against the reference, or why the two cannot be compared. */
export function compareLaps(
  reference: LapData,
  lap: LapData,
  layout: ComparedLayout,
  options: CompareOptions = {},
): Comparison | Refusal {
  const aligned = alignLaps([reference, lap], layout);
  if (aligned.kind === 'refused') return aligned;
  const [referenceAxis, lapAxis] = aligned.axes;
  if (!referenceAxis || !lapAxis) return refuse('no-distance', 'a lap has no distance');
  const { lengthMetres } = layout;
  const delta = deltaOf(
    referenceAxis,
    lapAxis,
    distanceGrid(lengthMetres, options.gridMetres ?? 5),
  );
  const corners = layout.corners ?? detectOn(reference, referenceAxis, layout, aligned.line);
  const windows = passageWindows(corners, lengthMetres);
  const pairs = pairPassages(corners, windows, [reference, lap], [referenceAxis, lapAxis]);
  const segments = segmentsOf(corners, pairs, delta, lengthMetres);
  const residualSeconds = lapAxis.residualSeconds - referenceAxis.residualSeconds;
  const gapSeconds = lapAxis.timeSeconds - referenceAxis.timeSeconds;
  const estimated =
    aligned.method === 'integrated-speed' || Math.abs(residualSeconds) > ESTIMATED_SECONDS;
  return {
    kind: 'comparison',
    method: aligned.method,
    lengthMetres,
    gapSeconds,
    residualSeconds,
    estimated,
    gaps: mergeGaps([...referenceAxis.gaps, ...lapAxis.gaps]),
    delta: { distanceMetres: delta.metres, seconds: delta.seconds },
    miniSectors: miniSectorsOf(delta, options.miniSectors ?? 25),
    segments,
    corners,
    findings: findFindings(segments, {
      corners,
      phasesMeasured: Math.min(referenceAxis.rateHz, lapAxis.rateHz) >= PHASE_RATE_HZ,
      spreads: spreadsOf(options.history ?? [], corners, windows, lapAxis, aligned.line),
      widerMetres: lineOffset({ lap: reference, axis: referenceAxis }, { lap, axis: lapAxis }),
      lineFloorMetres: LINE_FLOOR_METRES[aligned.method],
      gapSeconds,
      uncertainSeconds: estimated ? residualSeconds : 0,
      lossBetween: (from, to) => lossBetween(delta, from, to),
    }),
  };
}

function detectOn(
  reference: LapData,
  axis: DistanceAxis,
  layout: ComparedLayout,
  line: ReferenceLine | undefined,
): Corner[] {
  const official = layout.officialCorners ?? [];
  const outlined = layout.outline ? cornersOfOutline(layout.outline, layout.lengthMetres) : [];
  if (outlined.length > 0) return nameCorners(outlined, official, layout.lengthMetres, line);
  return nameCorners(detectCornersOnAxis(reference, axis), official, layout.lengthMetres, line);
}

function pairPassages(
  corners: readonly Corner[],
  windows: readonly PassageWindow[],
  [reference, lap]: readonly [LapData, LapData],
  [referenceAxis, lapAxis]: readonly [DistanceAxis, DistanceAxis],
): PassagePair[] {
  const referenceControls = controlsOf(reference, referenceAxis);
  const lapControls = controlsOf(lap, lapAxis);
  return corners.map((corner, i) => ({
    reference: cornerPassage(reference, referenceAxis, corner, windows[i], referenceControls),
    lap: cornerPassage(lap, lapAxis, corner, windows[i], lapControls),
  }));
}

function spreadsOf(
  history: readonly LapData[],
  corners: readonly Corner[],
  windows: readonly PassageWindow[],
  { lengthMetres, method }: DistanceAxis,
  line: ReferenceLine | undefined,
): Map<number, CornerSpread> {
  const options = line ? { method, line } : { method };
  const driven = history.flatMap((lap) => {
    const axis = lapDistanceAxis(lap, lengthMetres, options);
    return isAxis(axis) ? [{ lap, axis, controls: controlsOf(lap, axis) }] : [];
  });
  if (driven.length < 3) return new Map();
  return new Map(
    corners.map((corner, i) => {
      const passages = driven.map(({ lap, axis, controls }) =>
        cornerPassage(lap, axis, corner, windows[i], controls),
      );
      return [corner.number, cornerSpread(passages)];
    }),
  );
}
