/** A line in metres; both arrays are of one length. */
export type MapLine = { readonly x: ArrayLike<number>; readonly y: ArrayLike<number> };

/** Metres to pixels: turned, scaled and moved; y grows downwards. */
export type MapView = {
  readonly toPixels: (x: number, y: number) => readonly [number, number];
  readonly pixelsPerMetre: number;
  /** How far north is turned, radians clockwise on the screen. */
  readonly northRadians: number;
};

/** The turn that lays the long side of the line flat. */
export function flatTurn({ x, y }: MapLine): number {
  let [n, sx, sy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const [a = Number.NaN, b = Number.NaN] = [x[i], y[i]];
    if (!Number.isFinite(a + b)) continue;
    n++;
    sx += a;
    sy += b;
  }
  if (n === 0) return 0;
  let [xx, yy, xy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const a = (x[i] ?? Number.NaN) - sx / n;
    const b = (y[i] ?? Number.NaN) - sy / n;
    if (!Number.isFinite(a + b)) continue;
    xx += a * a;
    yy += b * b;
    xy += a * b;
  }
  return -0.5 * Math.atan2(2 * xy, xx - yy);
}

/** Fits the line into a box of pixels with `room` around it. */
export function fitMap(
  line: MapLine,
  width: number,
  height: number,
  room: number,
  turn: number,
): MapView {
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < line.x.length; i++) {
    const [a = Number.NaN, b = Number.NaN] = [line.x[i], line.y[i]];
    const [u, v] = [a * cos - b * sin, a * sin + b * cos];
    if (!Number.isFinite(u + v)) continue;
    left = Math.min(left, u);
    right = Math.max(right, u);
    low = Math.min(low, v);
    high = Math.max(high, v);
  }
  const wide = Math.max(1, right - left);
  const tall = Math.max(1, high - low);
  const inner = (side: number) => Math.max(1, side - 2 * room);
  const scale = Math.min(inner(width) / wide, inner(height) / tall);
  const [cx, cy] = [(left + right) / 2, (low + high) / 2];
  return {
    pixelsPerMetre: scale,
    northRadians: -turn,
    toPixels: (a, b) => [
      width / 2 + (a * cos - b * sin - cx) * scale,
      height / 2 - (a * sin + b * cos - cy) * scale,
    ],
  };
}

/** Index of the point of the line nearest to a pixel, or −1 when none lies within `reach` pixels. */
export function findNearest(
  line: MapLine,
  view: MapView,
  px: number,
  py: number,
  reach: number,
): number {
  let best = reach * reach;
  let found = -1;
  for (let i = 0; i < line.x.length; i++) {
    const [x, y] = view.toPixels(line.x[i] ?? Number.NaN, line.y[i] ?? Number.NaN);
    const squared = (x - px) ** 2 + (y - py) ** 2;
    if (squared < best) {
      best = squared;
      found = i;
    }
  }
  return found;
}

/** `d` of an SVG path through the line, closed, at most `most` points. */
export function toPath(line: MapLine, view: MapView, most = 400): string {
  const step = Math.max(1, Math.floor(line.x.length / most));
  let path = '';
  for (let i = 0; i < line.x.length; i += step) {
    const [x, y] = view.toPixels(line.x[i] ?? Number.NaN, line.y[i] ?? Number.NaN);
    if (Number.isFinite(x + y)) path += `${path ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`;
  }
  return path ? `${path}Z` : '';
}
