import { AREA_NAMES, areaOf } from './areas.ts';
import type { Line } from './estimate.ts';
import { PRICES } from './prices.ts';

/** A table as the formatter of the repository writes it; columns of `right` hold numbers. */
export function alignTable(
  [titles = [], ...rows]: readonly (readonly string[])[],
  right: readonly number[] = [],
): string {
  const widths = titles.map((_, i) =>
    Math.max(3, ...[titles, ...rows].map((row) => row[i]?.length ?? 0)),
  );
  const toLine = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => (right.includes(i) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, i) =>
    right.includes(i) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  );
  return [titles, rule, ...rows].map(toLine).join('\n');
}

export function toUsd(value: number): string {
  return `$${value.toFixed(2)}`;
}

/** Three figures that count, without an exponent. */
export function toQuantity(value: number): string {
  return String(value >= 100 ? Math.round(value) : Number(value.toPrecision(3)));
}

/** Every line of a bill, by area, the dearest first. */
export function billTable(lines: readonly Line[]): string {
  const sorted = lines
    .map((line) => ({ ...line, area: areaOf(line) }))
    .sort((a, b) => AREA_NAMES.indexOf(a.area) - AREA_NAMES.indexOf(b.area) || b.usd - a.usd);
  const rows = sorted.map(({ area, type, what, quantity, unit, price, usd, confidence }) => [
    area,
    `${type.replace(/^AWS::/, '').replaceAll('::', ' ')}: ${what}`,
    `${toQuantity(quantity)} × ${unit}`,
    `$${PRICES.get(price)?.price ?? 0}`,
    toUsd(usd),
    confidence,
  ]);
  const titles = ['area', 'what', 'how much in a month', 'price of one', 'USD a month', 'price is'];
  return alignTable([titles, ...rows], [3, 4]);
}
