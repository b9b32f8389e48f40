/**
 * Cuts the lap into corner zones and straights with shared borders from 0 to the length; their losses are differences of
 * delta at the borders and therefore sum to the gap. A zone runs from 10 m before the earlier of both brake points (at
 * most 300 m before the entry, never into the corner before) to the exit; a straight shorter than 30 m is shared out.
 * A corner across the line gives two zones with its number, and its passages to the one with the apex.
 */
import type { Corner } from '../corners/corner.ts';
import type { CornerPassage, Segment } from './comparison.ts';
import type { Delta } from './delta.ts';
import { lossBetween } from './delta.ts';
import type { PassageWindow } from '../corners/passage.ts';

/** Passages of one corner by the two laps. */
export type PassagePair = { readonly reference: CornerPassage; readonly lap: CornerPassage };

type Zone = { readonly corner: Corner; start: number; end: number; readonly apex: boolean };

const APPROACH_METRES = 300;
const BEFORE_BRAKING_METRES = 10;
const SHORT_STRAIGHT_METRES = 30;

/** Where each corner's controls are looked for: from the exit of the corner before to the entry of the next one. */
export function passageWindows(corners: readonly Corner[], lengthMetres: number): PassageWindow[] {
  return corners.map((corner, i) => {
    const before = corners[i - 1];
    const next = corners[i + 1];
    const previousExit = before && before.exitMetres <= corner.entryMetres ? before.exitMetres : 0;
    return {
      fromMetres: Math.max(previousExit, corner.entryMetres - APPROACH_METRES),
      untilMetres: next && next.entryMetres >= corner.exitMetres ? next.entryMetres : lengthMetres,
    };
  });
}

/** The segments of a comparison in order; `pairs[i]` belongs to `corners[i]`. */
export function segmentsOf(
  corners: readonly Corner[],
  pairs: readonly PassagePair[],
  delta: Delta,
  lengthMetres: number,
): Segment[] {
  const zones = corners
    .flatMap((corner, i) => zonesOf(corner, pairs[i], lengthMetres))
    .sort((a, b) => a.start - b.start);
  settleBorders(zones, lengthMetres);
  const segments: Segment[] = [];
  let border = 0;
  let number = 0;
  const push = (kind: Segment['kind'], end: number, zone?: Zone): void => {
    if (!(end > border)) return;
    segments.push({
      kind,
      number,
      name: zone?.corner.name ?? null,
      startMetres: border,
      endMetres: end,
      lossSeconds: lossBetween(delta, border, end),
      passages: (zone?.apex ? pairs[corners.indexOf(zone.corner)] : undefined) ?? null,
    });
    border = end;
  };
  for (const zone of zones) {
    push('straight', zone.start);
    number = zone.corner.number;
    push('corner', zone.end, zone);
  }
  push('straight', lengthMetres);
  return segments;
}

function zonesOf(corner: Corner, pair: PassagePair | undefined, lengthMetres: number): Zone[] {
  const { entryMetres, exitMetres, apexMetres } = corner;
  const points = [pair?.reference.brakeMetres, pair?.lap.brakeMetres].filter(
    (metres) => metres !== null && metres !== undefined,
  );
  const earliest = Math.min(entryMetres, ...points.map((metres) => metres - BEFORE_BRAKING_METRES));
  const start = Math.max(0, entryMetres - APPROACH_METRES, earliest);
  if (entryMetres <= exitMetres) return [{ corner, start, end: exitMetres, apex: true }];
  const early = apexMetres <= exitMetres;
  return [
    { corner, start: 0, end: exitMetres, apex: early },
    { corner, start: early ? entryMetres : start, end: lengthMetres, apex: !early },
  ];
}

function settleBorders(zones: Zone[], lengthMetres: number): void {
  for (let i = 0; i < zones.length; i++) {
    const zone = zones[i];
    const before = zones[i - 1];
    if (!zone) continue;
    zone.end = Math.min(zone.end, lengthMetres);
    if (!before) {
      if (zone.start < SHORT_STRAIGHT_METRES) zone.start = 0;
    } else if (zone.start - before.end < SHORT_STRAIGHT_METRES) {
      const border = zone.start > before.end ? (zone.start + before.end) / 2 : before.end;
      before.end = border;
      zone.start = border;
    }
  }
  const last = zones.at(-1);
  if (last && lengthMetres - last.end < SHORT_STRAIGHT_METRES) last.end = lengthMetres;
}
