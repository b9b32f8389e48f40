import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { BENCHES } from './benches.ts';
import { isFailure, type Row, toFailure, toMarkdown } from './report.ts';

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const chosen = BENCHES.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
if (chosen.length === 0) {
  console.error(`No such bench. There are: ${BENCHES.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}

const rows: Row[] = [];
for (const { name, run } of chosen) {
  process.stderr.write(`${name} …\n`);
  try {
    rows.push(...(await run()));
  } catch (error) {
    console.error(error);
    rows.push(toFailure(name));
  }
}
const table = toMarkdown(rows);
console.log(table);

if (wanted.length === 0) {
  const processor = cpus()[0]?.model ?? 'unknown processor';
  const commit = spawnSync('git', ['rev-parse', '--short', 'HEAD'], {
    encoding: 'utf8',
  }).stdout.trim();
  const text = `# Results

One run of \`npm run bench\` prints and writes this table. Every figure stands beside its peer, measured in the same run.

- Machine: ${cpus().length} × ${processor}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${process.platform}, Node ${process.versions.node}
- Date: ${new Date().toISOString().slice(0, 10)}, commit ${commit}
- Command: \`npm run bench\` (one alone: \`npm run bench -- NAME\`; names: ${BENCHES.map(({ name }) => `\`${name}\``).join(', ')})
- Needs: a PostgreSQL for \`lists\`, \`ingest\`, \`queue\` and \`idle\` (\`TEST_DATABASE_URL\`, by default that of this machine), Chromium for \`compare-page\` and \`live-page\`
- Recordings: made by the project's own simulator at each run

${table}
`;
  const path = fileURLToPath(new URL('../RESULTS.md', import.meta.url));
  // Other commands keep their sections below.
  const others = /^## [\s\S]*/m.exec(readFileSync(path, 'utf8'))?.[0];
  writeFileSync(path, others ? `${text}\n${others}` : text);
}
process.exit(rows.some(isFailure) ? 1 : 0);
