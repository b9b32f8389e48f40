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
        series: [{}, ...row.series.map((series) => toSeries(series, row.step))],
        hooks: { drawClear: [() => this.drawGrid()] },
      },
      [grid, ...row.series.map(({ values }) => withGaps(values))],
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
    const { plot, ink, row } = this;
    const { ctx, bbox } = plot;
    const { min = 0, max = 1 } = plot.scales.y ?? {};
    const { min: left = 0, max: right = 1 } = plot.scales.x ?? {};
    const ratio = devicePixelRatio || 1;
    ctx.save();
    ctx.lineWidth = ratio;
    ctx.strokeStyle = ink.grid;
    ctx.beginPath();
    for (const mark of this.marks) {
      if (mark < left || mark > right) continue;
      const x = Math.round(plot.valToPos(mark, 'x', true)) + 0.5 * ratio;
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
    }
    ctx.stroke();
    ctx.font = `${11 * ratio}px Roboto, sans-serif`;
    ctx.textBaseline = 'bottom';
    const count = Math.max(1, Math.floor(bbox.height / ratio / TICK_GAP_PIXELS));
    const { display } = row;
    const [a, b] = [toShown(min ?? 0, display), toShown(max ?? 1, display)];
    for (const tick of roundTicks(a, b, count)) {
      const value = tick * display.scale + display.offset;
      const y = Math.round(plot.valToPos(value, 'y', true)) + 0.5 * ratio;
      ctx.strokeStyle = tick === 0 && row.kind === 'delta' ? ink.strong : ink.grid;
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
      ctx.stroke();
      if (y - bbox.top < 14 * ratio) continue;
      ctx.fillStyle = ink.text;
      ctx.fillText(tickText(tick, value, row), bbox.left + 6 * ratio, y - 1 * ratio);
    }
    ctx.restore();
  }
}

function tickText(tick: number, value: number, { display, kind }: TraceRow): string {
  if (Number.isInteger(tick)) return String(tick).replace('-', '\u2212');
  return formatValue(value, { ...display, decimals: kind === 'delta' ? 2 : display.decimals || 1 });
}

function toSeries({ colour, dashed }: TraceSeries, step: boolean): uPlot.Series {
  const stepped = uPlot.paths.stepped;
  return {
    stroke: colour,
    width: 1.5,
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
