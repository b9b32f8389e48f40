import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatValue, toShown } from '../measures/display-unit.ts';
import { type AxisRange, roundTicks } from './axis-range.ts';
import { rangeOfRow, type TraceRow, type TraceSeries } from './trace-row.ts';

/** Colours the canvas is drawn with, read from the page's tokens. */
export type ChartInk = {
  readonly grid: string;
  readonly strong: string;
  readonly text: string;
};

const TICK_GAP_PIXELS = 34;

/** The only door to uPlot: one row of traces over a shared x-axis. Cursor and gestures are the stack's. */
export class TraceChart {
  private readonly plot: uPlot;
  private readonly row: TraceRow;
  private readonly ink: ChartInk;
  private readonly marks: readonly number[];

  constructor(
    host: HTMLElement,
    grid: Float64Array,
    row: TraceRow,
    range: AxisRange,
    ink: ChartInk,
    marks: readonly number[],
  ) {
    this.row = row;
    this.ink = ink;
    this.marks = marks;
    const y = rangeOfRow(row);
    const drawn = inDrawingOrder(row.series);
    this.plot = new uPlot(
      {
        width: Math.max(1, host.clientWidth),
        height: Math.max(1, host.clientHeight),
        padding: [0, 0, 0, 0],
        cursor: { show: false },
        legend: { show: false },
        axes: [{ show: false }, { show: false }],
        scales: {
          x: { time: false, auto: false, min: range.from, max: range.to },
          y: { auto: false, min: y.from, max: y.to, range: [y.from, y.to] },
        },
        series: [{}, ...drawn.map((series) => toSeries(series, row.step))],
        hooks: { drawClear: [() => this.drawGrid()] },
      },
      [grid, ...drawn.map(({ values }) => withGaps(values))],
      host,
    );
    this.show(range);
  }

  show({ from, to }: AxisRange): void {
    this.plot.setScale('x', { min: from, max: to });
  }

  resize(width: number, height: number): void {
    if (width > 0 && height > 0) this.plot.setSize({ width, height });
  }

  destroy(): void {
    this.plot.destroy();
  }

  private drawGrid(): void {
    const { ctx } = this.plot;
    ctx.save();
    ctx.lineWidth = devicePixelRatio || 1;
    this.drawMarks();
    this.drawTicks();
    ctx.restore();
  }

  private drawMarks(): void {
    const { plot, ink } = this;
    const { ctx, bbox } = plot;
    const { min, max } = boundsOf(plot.scales.x);
    ctx.strokeStyle = ink.grid;
    ctx.beginPath();
    for (const mark of this.marks) {
      if (mark < min || mark > max) continue;
      const x = Math.round(plot.valToPos(mark, 'x', true)) + ctx.lineWidth / 2;
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
    }
    ctx.stroke();
  }

  private drawTicks(): void {
    const { plot, ink, row } = this;
    const { ctx, bbox } = plot;
    const ratio = ctx.lineWidth;
    const { display } = row;
    const { min, max } = boundsOf(plot.scales.y);
    const count = Math.max(1, Math.floor(bbox.height / ratio / TICK_GAP_PIXELS));
    ctx.font = `${11 * ratio}px Roboto, sans-serif`;
    ctx.textBaseline = 'bottom';
    ctx.fillStyle = ink.text;
    for (const tick of roundTicks(toShown(min, display), toShown(max, display), count)) {
      const value = tick * display.scale + display.offset;
      const y = Math.round(plot.valToPos(value, 'y', true)) + ratio / 2;
      ctx.strokeStyle = tick === 0 && row.kind === 'delta' ? ink.strong : ink.grid;
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
      ctx.stroke();
      const fits = y - bbox.top >= 11 * ratio;
      if (fits) ctx.fillText(tickText(tick, value, row), bbox.left + 6 * ratio, y - ratio);
    }
  }
}

function boundsOf(scale: uPlot.Scale | undefined): { min: number; max: number } {
  return { min: scale?.min ?? 0, max: scale?.max ?? 1 };
}

function tickText(tick: number, value: number, { display, kind }: TraceRow): string {
  if (Number.isInteger(tick)) return String(tick).replace('-', '\u2212');
  return formatValue(value, { ...display, decimals: kind === 'delta' ? 2 : display.decimals || 1 });
}

/** The first of the list (the reference) lies at the bottom, the lap in question on top. */
function inDrawingOrder(series: readonly TraceSeries[]): TraceSeries[] {
  return [...series.filter(({ front }) => !front), ...series.filter(({ front }) => front)];
}

function toSeries({ colour, dashed, front }: TraceSeries, step: boolean): uPlot.Series {
  const stepped = uPlot.paths.stepped;
  return {
    stroke: colour,
    width: front ? 1.6 : 1.25,
    points: { show: false },
    ...(dashed ? { dash: [6, 4] } : {}),
    ...(step && stepped ? { paths: stepped({ align: 1 }) } : {}),
  };
}

/** uPlot leaves a line out where a value is null, and typed arrays have none. */
function withGaps(values: Float64Array): Float64Array | (number | null)[] {
  for (const value of values) {
    if (Number.isFinite(value)) continue;
    return Array.from(values, (one) => (Number.isFinite(one) ? one : null));
  }
  return values;
}
