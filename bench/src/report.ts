/** One line of the table: a figure of ours, what it is held against, and the bound the project has set itself. */
export type Row = {
  readonly what: string;
  readonly ours: string;
  readonly peer: string;
  readonly ratio: string;
  readonly bound: string;
  readonly holds: boolean | null;
};

export type Bench = { readonly name: string; readonly run: () => Promise<readonly Row[]> };

const FAILED = 'failed';

/** The line of a bench that could not be measured. */
export function toFailure(name: string): Row {
  return { what: name, ours: FAILED, peer: '–', ratio: '–', bound: '–', holds: false };
}

export const isFailure = ({ ours }: Row): boolean => ours === FAILED;

const HEAD = ['what', 'ours', 'beside it', 'ratio', 'bound', 'holds'];
const TO_THE_RIGHT = [1, 2, 3];

/** The rows as a table whose columns are aligned in the text too. */
export function toMarkdown(rows: readonly Row[]): string {
  const cells = rows.map(({ what, ours, peer, ratio, bound, holds }) => {
    return [what, ours, peer, ratio, bound, holds === null ? '–' : holds ? 'yes' : '**no**'];
  });
  const widths = HEAD.map((_, c) =>
    Math.max(...[HEAD, ...cells].map((row) => row[c]?.length ?? 0)),
  );
  const toLine = (row: readonly string[]) => `| ${row.join(' | ')} |`;
  const pad = (row: readonly string[]) =>
    toLine(
      row.map((text, c) =>
        TO_THE_RIGHT.includes(c) ? text.padStart(widths[c] ?? 0) : text.padEnd(widths[c] ?? 0),
      ),
    );
  const rule = widths.map((width, c) =>
    TO_THE_RIGHT.includes(c) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  );
  return [pad(HEAD), toLine(rule), ...cells.map(pad)].join('\n');
}

/** Runs `work` after one warm-up and returns each run's seconds, sorted. */
export async function measure(runs: number, work: () => unknown): Promise<number[]> {
  await work();
  const seconds: number[] = [];
  for (let i = 0; i < runs; i++) {
    const started = performance.now();
    await work();
    seconds.push((performance.now() - started) / 1000);
  }
  return seconds.sort((a, b) => a - b);
}

export function median(sorted: readonly number[]): number {
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

export function percentile(sorted: readonly number[], fraction: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * fraction))] ?? Number.NaN;
}

export const toMs = (seconds: number): string =>
  `${(seconds * 1000).toFixed(seconds < 0.01 ? 2 : 1)} ms`;
export const toPercent = (ratio: number): string => `${(ratio * 100).toFixed(1)} %`;
