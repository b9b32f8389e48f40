import { formatValue, toShown } from '../measures/display-unit.ts';
import { type AxisRange, nearestIndex, roundTicks } from './axis-range.ts';
import { rangeOfRow, type TraceRow } from './trace-row.ts';

/** What a saved picture shows; colours are resolved, nothing depends on the page. */
export type Picture = {
  readonly title: string;
  readonly legend: readonly { readonly text: string; readonly colour: string }[];
  readonly rows: readonly TraceRow[];
  readonly grid: Float64Array;
  readonly range: AxisRange;
  readonly axisUnit: string;
  readonly corners: readonly { readonly at: number; readonly text: string }[];
  readonly ink: {
    readonly surface: string;
    readonly text: string;
    readonly quiet: string;
    readonly grid: string;
  };
};

const WIDTH = 1600;
const ROW = 164;
/** Room above the traces of a row for its name. */
const NAME = 24;
const HEAD = 64;
const FOOT = 44;
const MOST_POINTS = 1600;

export function pictureSize({ rows }: Picture): { width: number; height: number } {
  return { width: WIDTH, height: HEAD + rows.length * ROW + FOOT };
}

/** The traces in view as a standalone SVG document. */
export function toSvg(picture: Picture): string {
  const { width, height } = pictureSize(picture);
  const { ink, range } = picture;
  const x = (at: number) => ((at - range.from) / (range.to - range.from)) * width;
  const corners = picture.corners.filter(({ at }) => at >= range.from && at <= range.to);
  const bottom = height - FOOT;
  const lines = corners.map(
    ({ at }) => `<path d="M${px(x(at))} ${HEAD}V${bottom}" stroke="${ink.grid}"/>`,
  );
  const names = corners.map(({ at, text }) =>
    label(x(at), bottom + 17, text, ink.text, 'text-anchor="middle"'),
  );
  const ticks = roundTicks(range.from, range.to, 10)
    .filter((tick) => x(tick) > 20 && x(tick) < width - 40)
    .map((tick) => label(x(tick), bottom + 36, String(tick), ink.quiet, 'text-anchor="middle"'));
  let at = 16;
  const legend = picture.legend.map(({ text, colour }) => {
    const entry = `<rect x="${at}" y="40" width="14" height="4" fill="${colour}"/>${label(at + 20, 47, text, ink.text)}`;
    at += 44 + text.length * 7.2;
    return entry;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Roboto, Helvetica, Arial, sans-serif" font-size="13">`,
    `<rect width="100%" height="100%" fill="${ink.surface}"/>`,
    label(16, 26, picture.title, ink.text, 'font-size="17" font-weight="500"'),
    ...legend,
    ...lines,
    ...picture.rows.map((row, i) => rowSvg(row, picture, HEAD + i * ROW)),
    ...names,
    ...ticks,
    label(width - 8, bottom + 36, picture.axisUnit, ink.quiet, 'text-anchor="end"'),
    '</svg>',
  ].join('');
}

function rowSvg(row: TraceRow, { grid, range, ink }: Picture, top: number): string {
  const span = rangeOfRow(row);
  const y = (value: number) =>
    top + ROW - ((value - span.from) / (span.to - span.from)) * (ROW - NAME);
  const { display } = row;
  const ticks = roundTicks(toShown(span.from, display), toShown(span.to, display), 3);
  const parts = ticks.map((tick) => {
    const value = tick * display.scale + display.offset;
    const digits = Number.isInteger(tick) ? 0 : Math.max(1, display.decimals);
    const text = formatValue(value, { ...display, decimals: digits });
    const at = y(value);
    return `<path d="M0 ${px(at)}H${WIDTH}" stroke="${ink.grid}"/>${at > top + NAME + 12 ? label(6, at - 3, text, ink.quiet) : ''}`;
  });
  const from = Math.max(0, nearestIndex(grid, range.from) - 1);
  const to = Math.min(grid.length - 1, nearestIndex(grid, range.to) + 1);
  const step = Math.max(1, Math.floor((to - from) / MOST_POINTS));
  const scale = WIDTH / (range.to - range.from);
  const curves = row.series.map(({ values, colour, dashed }) => {
    let d = '';
    let pen = 'M';
    for (let i = from; i <= to; i += step) {
      const value = values[i] ?? Number.NaN;
      if (!Number.isFinite(value)) {
        pen = 'M';
        continue;
      }
      const at = px(((grid[i] ?? 0) - range.from) * scale);
      d += pen === 'L' && row.step ? `H${at}V${px(y(value))}` : `${pen}${at} ${px(y(value))}`;
      pen = 'L';
    }
    return `<path d="${d}" fill="none" stroke="${colour}" stroke-width="1.8"${dashed ? ' stroke-dasharray="8 5"' : ''}/>`;
  });
  const clip = `row${Math.round(top)}`;
  return `<clipPath id="${clip}"><rect y="${top}" width="${WIDTH}" height="${ROW}"/></clipPath><g clip-path="url(#${clip})">${parts.join('')}${curves.join('')}</g>${label(6, top + 16, `${row.label} ${display.unit}`.trim(), ink.text)}<path d="M0 ${top + ROW}H${WIDTH}" stroke="${ink.grid}"/>`;
}

const px = (value: number) => value.toFixed(1);

function label(x: number, y: number, text: string, fill: string, more = ''): string {
  const safe = text.replace(/[&<>]/g, (one) => `&#${one.charCodeAt(0)};`);
  return `<text x="${px(x)}" y="${px(y)}" fill="${fill}"${more && ` ${more}`}>${safe}</text>`;
}

/** The same picture as PNG. */
export async function toPng(picture: Picture): Promise<Blob> {
  const { width, height } = pictureSize(picture);
  const url = URL.createObjectURL(new Blob([toSvg(picture)], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    canvas.getContext('2d')?.drawImage(image, 0, 0);
    return await new Promise((done, fail) =>
      canvas.toBlob(
        (blob) => (blob ? done(blob) : fail(new Error('The picture could not be drawn.'))),
        'image/png',
      ),
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}
