import { bucketOf, type Ramp } from './ramp.ts';
import type { MapLine, MapView } from './map-view.ts';

export type MapInk = {
  readonly line: string;
  readonly text: string;
  readonly strong: string;
  readonly surface: string;
};

/** What a map shows; `values` and `inView` go with the points of the line. */
export type MapPicture = {
  readonly line: MapLine;
  readonly values: ArrayLike<number> | null;
  readonly ramp: Ramp | null;
  readonly inView: (index: number) => boolean;
  readonly corners: readonly { readonly index: number; readonly text: string }[];
};

const MOST_SEGMENTS = 1500;

/** Draws everything but the cursor. */
export function drawMap(
  context: CanvasRenderingContext2D,
  picture: MapPicture,
  view: MapView,
  ink: MapInk,
): void {
  const { line } = picture;
  const step = Math.max(1, Math.floor(line.x.length / MOST_SEGMENTS));
  const width = Math.min(9, Math.max(3, 12 * view.pixelsPerMetre));
  context.lineCap = 'round';
  context.lineJoin = 'round';
  strokeAll(context, picture, view, step, ink.line, width + 3, () => true);
  const { values, ramp } = picture;
  if (values && ramp) strokeByValue(context, picture, view, step, width, values, ramp);
  else strokeAll(context, picture, view, step, ink.text, width * 0.6, picture.inView);
  drawStart(context, line, view, ink, width);
  drawCorners(context, picture, view, ink, width);
}

function strokeAll(
  context: CanvasRenderingContext2D,
  { line }: MapPicture,
  view: MapView,
  step: number,
  colour: string,
  width: number,
  isDrawn: (index: number) => boolean,
): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.beginPath();
  for (let i = 0; i + 1 < line.x.length; i += step)
    if (isDrawn(i)) segment(context, line, view, i, Math.min(line.x.length - 1, i + step));
  context.stroke();
}

function strokeByValue(
  context: CanvasRenderingContext2D,
  { line, inView }: MapPicture,
  view: MapView,
  step: number,
  width: number,
  values: ArrayLike<number>,
  ramp: Ramp,
): void {
  const buckets = ramp.colours.map((): [number, number][] => []);
  for (let i = 0; i + 1 < line.x.length; i += step) {
    const value = values[i] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    buckets[bucketOf(value, ramp)]?.push([i, Math.min(line.x.length - 1, i + step)]);
  }
  for (const near of [false, true]) {
    context.lineWidth = near ? width : Math.max(1.5, width * 0.4);
    buckets.forEach((segments, bucket) => {
      context.strokeStyle = ramp.colours[bucket] ?? '';
      context.beginPath();
      for (const [a, b] of segments) if (inView(a) === near) segment(context, line, view, a, b);
      context.stroke();
    });
  }
}

function segment(
  context: CanvasRenderingContext2D,
  line: MapLine,
  view: MapView,
  a: number,
  b: number,
): void {
  const [ax, ay] = view.toPixels(line.x[a] ?? Number.NaN, line.y[a] ?? Number.NaN);
  const [bx, by] = view.toPixels(line.x[b] ?? Number.NaN, line.y[b] ?? Number.NaN);
  context.moveTo(ax, ay);
  context.lineTo(bx, by);
}

/** A tick across the line at start/finish and an arrow in the direction of driving. */
function drawStart(
  context: CanvasRenderingContext2D,
  line: MapLine,
  view: MapView,
  ink: MapInk,
  width: number,
): void {
  const ahead = Math.max(1, Math.min(line.x.length - 1, Math.round(line.x.length / 150)));
  const [ax, ay] = view.toPixels(line.x[0] ?? Number.NaN, line.y[0] ?? Number.NaN);
  const [bx, by] = view.toPixels(line.x[ahead] ?? Number.NaN, line.y[ahead] ?? Number.NaN);
  const angle = Math.atan2(by - ay, bx - ax);
  if (!Number.isFinite(angle)) return;
  context.save();
  context.translate(ax, ay);
  context.rotate(angle);
  context.strokeStyle = ink.strong;
  context.fillStyle = ink.strong;
  context.lineWidth = 2.5;
  context.beginPath();
  context.moveTo(0, -width - 4);
  context.lineTo(0, width + 4);
  context.stroke();
  context.beginPath();
  const side = -width - 8;
  context.moveTo(3, side - 4);
  context.lineTo(13, side);
  context.lineTo(3, side + 4);
  context.fill();
  context.restore();
}

function drawCorners(
  context: CanvasRenderingContext2D,
  { line, corners }: MapPicture,
  view: MapView,
  ink: MapInk,
  width: number,
): void {
  context.font = '500 11px Roboto, sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const placed: [number, number][] = [];
  for (const { index, text } of corners) {
    const [x, y] = outside(line, view, index, width + 11);
    const crowded = placed.some(([px, py]) => Math.hypot(px - x, py - y) < 13);
    if (!Number.isFinite(x + y) || crowded) continue;
    placed.push([x, y]);
    context.lineWidth = 3;
    context.strokeStyle = ink.surface;
    context.strokeText(text, x, y);
    context.fillStyle = ink.strong;
    context.fillText(text, x, y);
  }
}

/** A place beside the line, on the outer side of the bend. */
function outside(
  line: MapLine,
  view: MapView,
  index: number,
  distance: number,
): readonly [number, number] {
  const count = line.x.length;
  const reach = Math.max(2, Math.round(count / 80));
  const at = (i: number) => {
    const k = ((i % count) + count) % count;
    return view.toPixels(line.x[k] ?? Number.NaN, line.y[k] ?? Number.NaN);
  };
  const [x, y] = at(index);
  const [ax, ay] = at(index - reach);
  const [bx, by] = at(index + reach);
  let [nx, ny] = [x - (ax + bx) / 2, y - (ay + by) / 2];
  if (Math.hypot(nx, ny) < 0.5) [nx, ny] = [by - ay, ax - bx];
  const length = Math.hypot(nx, ny) || 1;
  return [x + (nx / length) * distance, y + (ny / length) * distance];
}
