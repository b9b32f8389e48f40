// `npm run faults [-- --seed N] [NAME …]`: everything that may go wrong on the way, again and again, then a comparison of
// what is stored with what was driven. Without names the table is kept in bench/RESULTS.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../product.ts';
import { FAULTS } from './faults.ts';
import { createRandom } from './random.ts';
import type { FaultResult } from './scenario.ts';

const args = process.argv.slice(2);
const seedAt = args.indexOf('--seed');
const seed = seedAt >= 0 ? Number(args[seedAt + 1]) : 1;
const wanted = args.filter((arg, i) => !arg.startsWith('--') && args[i - 1] !== '--seed');
const chosen = FAULTS.filter(
  ({ fault }) => wanted.length === 0 || wanted.some((word) => fault.name.includes(word)),
);
if (chosen.length === 0) {
  console.error(`No such fault. There are: ${FAULTS.map(({ fault }) => fault.name).join('; ')}`);
  process.exit(2);
}

const results: FaultResult[] = [];
let failed = false;
for (const [index, { fault, long }] of chosen.entries()) {
  const missing = fault.missing?.();
  if (missing) {
    console.error(`SKIPPED ${fault.name}: needs ${missing}`);
    continue;
  }
  process.stderr.write(`${fault.name} × ${long} …\n`);
  try {
    const result = await fault.run({ times: long, random: createRandom(seed * 1000 + index) });
    results.push(result);
    failed ||= result.lost > 0 || result.twice > 0;
  } catch (error) {
    failed = true;
    console.error(error);
    results.push({
      what: fault.name,
      times: long,
      samples: 0,
      lost: Number.NaN,
      twice: Number.NaN,
      note: `failed: ${(error as Error).message.split('\n', 1)[0]}`,
    });
  }
}

const table = toTable([
  ['what', 'times', 'samples', 'lost', 'stored twice', 'note'],
  ...results.map(({ what, times, samples, lost, twice, note }) => [
    what,
    ...[times, samples, lost, twice].map(String),
    note,
  ]),
]);
console.log(table);
if (wanted.length === 0) keep(table);
process.exit(failed ? 1 : 0);

function keep(text: string): void {
  const path = join(root, 'bench', 'RESULTS.md');
  const heading = '## Faults';
  const [before = '', ...rest] = readFileSync(path, 'utf8').split(new RegExp(`^${heading}$`, 'm'));
  const after = /^## [\s\S]*/m.exec(rest.join(''))?.[0] ?? '';
  const date = new Date().toISOString().slice(0, 10);
  writeFileSync(
    path,
    `${before.trimEnd()}\n\n${heading}\n\nOne run of \`npm run faults -- --seed ${seed}\` (${date}): after each, the samples in the lap files of the store are compared one by one with those that the simulated car drove.\n\n${text}\n${after && `\n${after}`}`,
  );
}

/** Cells as a Markdown table, aligned in the text too: names to the left, numbers to the right. */
function toTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, c) => Math.max(...rows.map((row) => row[c]?.length ?? 0))) ?? [];
  const isNumber = (c: number) => c > 0 && c < widths.length - 1;
  const [head = '', ...lines] = rows.map((row) => {
    const cells = row.map((cell, c) =>
      isNumber(c) ? cell.padStart(widths[c] ?? 0) : cell.padEnd(widths[c] ?? 0),
    );
    return `| ${cells.join(' | ')} |`;
  });
  const rule = widths.map((width, c) =>
    isNumber(c) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  );
  return [head, `| ${rule.join(' | ')} |`, ...lines].join('\n');
}
