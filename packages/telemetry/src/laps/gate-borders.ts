/**
 * Laps by crossing a line: each path segment between two fixes is intersected with the gate in a local plane, and the
 * crossing time is linear along the segment. Crossings of one direction within 5 s (start/finish) or 1 s (sector) of the
 * last one are the same; the direction with more crossings counts, so one glitch or a turn on the track cannot lock
 * out the real ones. A gate that no path comes through (a line left over from another circuit) gives nothing.
 */
import { intersectSegments } from '../geometry/segments.ts';
import type { Gate } from '../recording/recording.ts';
import { type Borders, mergeBorders } from './border.ts';
import { at64 } from './columns.ts';
import type { Fixes } from './fixes.ts';

const DEBOUNCE_SECONDS = { 'start-finish': 5, sector: 1 } as const;

/** Borders where the path crosses the start/finish gate that it crosses most often; undefined where it crosses none. */
export function gateBorders(fixes: Fixes, gates: readonly Gate[]): Borders | undefined {
  let best: number[] = [];
  for (const gate of gates) {
    if (gate.kind !== 'start-finish') continue;
    const crossings = gateCrossings(fixes, gate);
    if (crossings.length > best.length) best = crossings;
  }
  if (best.length === 0) return undefined;
  const lines = best.map((seconds) => ({ seconds, kind: 'line' as const, number: null }));
  const cuts = fixes.cuts.map((k) => ({
    seconds: fixes.seconds[k] ?? 0,
    kind: 'cut' as const,
    number: null,
  }));
  return { method: 'gate', borders: mergeBorders([...lines, ...cuts]), firstNumber: null };
}

/** Times in seconds at which the path crosses a gate in its majority direction, rising. */
export function gateCrossings(fixes: Fixes, gate: Gate): number[] {
  const { plane, seconds, xMetres, yMetres } = fixes;
  const ax = plane.x(gate.a.longitude);
  const ay = plane.y(gate.a.latitude);
  const bx = plane.x(gate.b.longitude);
  const by = plane.y(gate.b.latitude);
  const left = Math.min(ax, bx);
  const cuts = new Set(fixes.cuts);
  const ways = { '1': [] as number[], '-1': [] as number[] };
  for (let k = 1; k < seconds.length; k++) {
    const px = at64(xMetres, k - 1);
    const qx = at64(xMetres, k);
    if (Math.max(px, qx) < left || cuts.has(k)) continue;
    const hit = intersectSegments(px, at64(yMetres, k - 1), qx, at64(yMetres, k), ax, ay, bx, by);
    if (!hit) continue;
    const t0 = at64(seconds, k - 1);
    const time = t0 + hit.along * (at64(seconds, k) - t0);
    const way = ways[hit.direction];
    const since = time - (way.at(-1) ?? Number.NEGATIVE_INFINITY);
    if (since >= DEBOUNCE_SECONDS[gate.kind]) way.push(time);
  }
  return ways['-1'].length > ways['1'].length ? ways['-1'] : ways['1'];
}
