import type { ChartInk } from './trace-chart.ts';

const LAP_COLOURS = 8;

/** Token of the n-th compared lap; beyond eight they repeat, dashed. */
export function lapToken(position: number): { token: string; dashed: boolean } {
  return {
    token: `--lap-${(position % LAP_COLOURS) + 1}`,
    dashed: position >= LAP_COLOURS,
  };
}

/** What a token is on this page now; canvases cannot read variables themselves. */
export function readToken(token: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(token).trim();
}

export function readInk(): ChartInk {
  return {
    grid: readToken('--line'),
    strong: readToken('--line-strong'),
    text: readToken('--text-3'),
  };
}
