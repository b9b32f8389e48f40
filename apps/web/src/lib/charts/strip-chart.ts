/**
 * Scrolling traces of many rows. The picture is cut into tiles of a fixed width of time: a tile is drawn only where
 * samples came, all tiles move together by one transform, so a frame costs a few line segments whatever is in view.
 */
import type { ChartInk } from './trace-chart.ts';
import { type StripRow, type StripSamples, traceRow } from './strip-path.ts';

const TILE_PIXELS = 128;
const LEAST_PIXELS = 0.5;
const OVERLAP_PIXELS = 3;
/** Room that the text beside a vertical line takes. */
const TEXT_PIXELS = 48;

type Tile = {
  readonly canvas: HTMLCanvasElement;
  readonly context: CanvasRenderingContext2D | null;
  place: number;
  /** Samples up to here are drawn. */
  until: number;
  /** Every row's line leads out of it. */
  done: boolean;
};

export type StripPicture = {
  readonly rows: readonly StripRow[];
  readonly width: number;
  readonly height: number;
  readonly windowSeconds: number;
  readonly tickSeconds: number;
  readonly ink: ChartInk;
};

/** A moment with a line across all rows, such as the start of a lap. */
export type StripMark = { readonly seconds: number; readonly text: string };

export class StripChart {
  private readonly host: HTMLElement;
  private readonly strip: HTMLElement;
  private tiles: Tile[] = [];
  private picture: StripPicture | undefined;
  private marks: readonly StripMark[] = [];
  private base = Number.NaN;
  private source: StripSamples | undefined;

  constructor(host: HTMLElement) {
    this.host = host;
    this.strip = document.createElement('div');
    this.strip.style.cssText = 'position:absolute;inset:0;will-change:transform';
    host.append(this.strip);
  }

  /** Other rows, sizes or colours: everything is drawn anew. */
  show(picture: StripPicture): void {
    this.picture = picture;
    this.clear();
  }

  mark(marks: readonly StripMark[]): void {
    if (marks.length === this.marks.length) return;
    this.marks = marks;
    this.clear();
  }

  /** Draws the samples up to the moment at the right edge. */
  draw(samples: StripSamples, edge: number): void {
    const { picture } = this;
    if (!picture || !Number.isFinite(edge) || picture.width === 0) return;
    if (this.source !== samples) this.clear();
    this.source = samples;
    const perSecond = picture.width / picture.windowSeconds;
    const tileSeconds = TILE_PIXELS / perSecond;
    const first = Math.floor((edge - picture.windowSeconds) / tileSeconds);
    const last = Math.floor(edge / tileSeconds);
    if (!(Math.abs(first - this.base) < 1000)) this.base = first;
    this.claim(first, last);
    for (const tile of this.tiles) this.extend(tile, samples, tileSeconds, perSecond);
    const left = picture.width - (edge - this.base * tileSeconds) * perSecond;
    this.strip.style.transform = `translate3d(${left.toFixed(2)}px,0,0)`;
  }

  destroy(): void {
    this.strip.remove();
    this.tiles = [];
  }

  private clear(): void {
    for (const tile of this.tiles) tile.canvas.remove();
    this.tiles = [];
    this.base = Number.NaN;
  }

  /** Tiles that left the view become those that enter it. */
  private claim(first: number, last: number): void {
    const free = this.tiles.filter(({ place }) => place < first || place > last);
    for (let place = first; place <= last; place++) {
      if (this.tiles.some((tile) => tile.place === place)) continue;
      const tile = free.pop() ?? this.newTile();
      tile.place = place;
      tile.until = Number.NEGATIVE_INFINITY;
      tile.done = false;
      tile.canvas.style.left = `${(place - this.base) * TILE_PIXELS}px`;
      this.wipe(tile, 0);
    }
  }

  private newTile(): Tile {
    const canvas = document.createElement('canvas');
    const { height = 0 } = this.picture ?? {};
    const ratio = devicePixelRatio || 1;
    canvas.width = TILE_PIXELS * ratio;
    canvas.height = Math.round(height * ratio);
    canvas.style.cssText = `position:absolute;top:0;width:${TILE_PIXELS}px;height:${height}px`;
    const context = canvas.getContext('2d');
    context?.scale(ratio, ratio);
    this.strip.append(canvas);
    const tile: Tile = {
      canvas,
      context,
      place: Number.NaN,
      until: Number.NEGATIVE_INFINITY,
      done: false,
    };
    this.tiles.push(tile);
    return tile;
  }

  /** Empties a tile from `left` on, but for its moments. */
  private wipe({ context, place }: Tile, left: number): void {
    const { picture } = this;
    if (!picture || !context) return;
    const { height, tickSeconds, ink, width, windowSeconds } = picture;
    const perSecond = width / windowSeconds;
    const start = (place * TILE_PIXELS) / perSecond;
    context.clearRect(left, 0, TILE_PIXELS, height);
    context.font = '11px Roboto, sans-serif';
    context.textBaseline = 'bottom';
    context.fillStyle = ink.text;
    context.strokeStyle = ink.grid;
    context.lineWidth = 1;
    context.beginPath();
    const from = Math.floor((start + (left - TEXT_PIXELS) / perSecond) / tickSeconds);
    const to = (start + TILE_PIXELS / perSecond) / tickSeconds;
    for (let tick = Math.max(0, from); tick <= to; tick++) {
      const x = Math.round((tick * tickSeconds - start) * perSecond) + 0.5;
      context.moveTo(x, 0);
      context.lineTo(x, height);
      context.fillText(clockText(tick * tickSeconds), x + 3, height);
    }
    context.stroke();
    this.drawMarks(context, start, perSecond, height, ink);
  }

  private drawMarks(
    context: CanvasRenderingContext2D,
    start: number,
    perSecond: number,
    height: number,
    ink: ChartInk,
  ): void {
    context.strokeStyle = ink.strong;
    context.beginPath();
    for (const { seconds, text } of this.marks) {
      const x = Math.round((seconds - start) * perSecond) + 0.5;
      if (x < -TEXT_PIXELS || x > TILE_PIXELS) continue;
      context.moveTo(x, 0);
      context.lineTo(x, height);
      context.fillText(text, x + 3, height - 14);
    }
    context.stroke();
  }

  /** Draws what came since the last time. */
  private extend(tile: Tile, samples: StripSamples, tileSeconds: number, perSecond: number): void {
    const { picture } = this;
    const { context } = tile;
    if (!picture || !context || samples.count === 0) return;
    const start = tile.place * tileSeconds;
    const end = start + tileSeconds;
    const newest = samples.timeAt(samples.count - 1);
    if (tile.done || newest <= start || (newest - tile.until) * perSecond < LEAST_PIXELS) return;
    const span = toSpan(samples, picture.rows, Math.max(tile.until, start), end);
    const left = Math.max(0, Math.floor((span.joinAt - start) * perSecond) - OVERLAP_PIXELS);
    const first = firstBehind(samples, start + (left - OVERLAP_PIXELS) / perSecond);
    const { last } = span;
    tile.until = newest;
    tile.done = span.done;
    if (last < first) return;
    context.save();
    // What is drawn piece by piece would show its joints: the last pixels are drawn again, cut off at a whole one.
    context.beginPath();
    context.rect(left, 0, TILE_PIXELS, picture.height);
    context.clip();
    this.wipe(tile, left);
    context.lineWidth = 1.5;
    context.lineJoin = 'round';
    const scale = { startSeconds: start, pixelsPerSecond: perSecond };
    for (const row of picture.rows) {
      context.strokeStyle = row.colour;
      context.beginPath();
      traceRow(context, samples, row, scale, first, last);
      context.stroke();
    }
    context.restore();
  }
}

/**
 * What must be drawn of a part of the picture in which samples up to `until` are drawn already: from the last values
 * before, to which the new ones are joined, to the first values behind its end. Channels differ in their rates.
 */
function toSpan(
  samples: StripSamples,
  rows: readonly StripRow[],
  until: number,
  end: number,
): { readonly joinAt: number; readonly last: number; readonly done: boolean } {
  const newest = samples.timeAt(samples.count - 1);
  const next = firstBehind(samples, until);
  const behind = firstBehind(samples, end);
  let [joinAt, last, done] = [until, Math.min(samples.count - 1, behind), true];
  for (const { column, gapSeconds } of rows) {
    for (let i = next - 1; i >= 0 && samples.timeAt(i) >= until - gapSeconds; i--) {
      if (!Number.isFinite(samples.valueAt(column, i))) continue;
      joinAt = Math.min(joinAt, samples.timeAt(i));
      break;
    }
    let i = behind;
    while (i < samples.count && !Number.isFinite(samples.valueAt(column, i))) i++;
    if (i < samples.count) last = Math.max(last, i);
    else if (newest - end <= gapSeconds) done = false;
  }
  return { joinAt, last, done };
}

function firstBehind(samples: StripSamples, seconds: number): number {
  let low = 0;
  let high = samples.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (samples.timeAt(middle) <= seconds) low = middle + 1;
    else high = middle;
  }
  return low;
}

function clockText(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return `${minutes}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;
}
