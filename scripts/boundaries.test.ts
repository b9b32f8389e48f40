import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
let planted: string;

/** One forbidden import for each rule: [rule, file, import]. */
const FAULTS = [
  [
    'packages-telemetry-imports-only-below',
    'packages/telemetry/src/a.ts',
    '../../formats/src/index.ts',
  ],
  [
    'packages-formats-imports-only-below',
    'packages/formats/src/a.ts',
    '../../protocol/src/index.ts',
  ],
  [
    'packages-protocol-imports-only-below',
    'packages/protocol/src/a.ts',
    '../../formats/src/index.ts',
  ],
  ['apps-server-imports-only-below', 'apps/server/src/a.ts', '../../recorder/src/index.ts'],
  ['apps-web-imports-only-below', 'apps/web/src/a.ts', '../../server/src/index.ts'],
  ['apps-recorder-imports-only-below', 'apps/recorder/src/a.ts', '../../server/src/index.ts'],
  ['infra-imports-only-below', 'infra/aws/a.ts', '../../packages/telemetry/src/index.ts'],
  ['e2e-imports-only-below', 'e2e/src/a.ts', '../../apps/server/src/index.ts'],
  ['bench-imports-only-below', 'bench/src/a.ts', '../../apps/web/src/index.ts'],
  ['telemetry-is-pure', 'packages/telemetry/src/b.ts', 'node:fs'],
  ['formats-and-protocol-do-no-io', 'packages/formats/src/b.ts', 'node:fs'],
  [
    'packages-through-their-front-door',
    'apps/server/src/b.ts',
    '../../../packages/telemetry/src/inner.ts',
  ],
  ['features-through-their-verbs', 'apps/server/src/features/laps/a.ts', '../sessions/queries.ts'],
  ['charts-are-the-only-door-to-uplot', 'apps/web/src/b.ts', 'uplot'],
  ['sql-lives-in-queries', 'apps/server/src/c.ts', 'kysely'],
  ['http-lives-in-routes', 'apps/server/src/d.ts', 'fastify'],
  ['no-cycles', 'packages/telemetry/src/c.ts', './d.ts'],
  ['no-undeclared-packages', 'apps/recorder/src/b.ts', 'left-pad-that-is-not-there'],
] as const;

beforeAll(() => {
  planted = mkdtempSync(join(tmpdir(), 'outlap-boundaries-'));
  const put = (file: string, text: string) => {
    mkdirSync(dirname(join(planted, file)), { recursive: true });
    writeFileSync(join(planted, file), text);
  };
  for (const room of [
    'packages/telemetry',
    'packages/formats',
    'packages/protocol',
    'apps/server',
    'apps/web',
    'apps/recorder',
  ])
    put(`${room}/src/index.ts`, 'export const here = 1;\n');
  put('packages/telemetry/src/inner.ts', 'export const here = 1;\n');
  put('apps/server/src/features/sessions/queries.ts', 'export const here = 1;\n');
  put('packages/telemetry/src/d.ts', "import './c.ts';\nexport const here = 1;\n");
  for (const [, file, target] of FAULTS) put(file, `import '${target}';\nexport const here = 1;\n`);
  put(
    'package.json',
    JSON.stringify({
      name: 'planted',
      type: 'module',
      dependencies: { kysely: '*', fastify: '*', uplot: '*' },
    }),
  );
  cpSync(join(root, '.dependency-cruiser.mjs'), join(planted, '.dependency-cruiser.mjs'));
  for (const name of ['kysely', 'fastify', 'uplot']) {
    put(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' }));
    put(`node_modules/${name}/index.js`, '');
  }
});
afterAll(() => rmSync(planted, { recursive: true, force: true }));

test('every rule of the architecture catches the import it forbids', async () => {
  const result = spawnSync(
    join(root, 'node_modules/.bin/depcruise'),
    [
      'packages',
      'apps',
      'infra',
      'e2e',
      'bench',
      '--config',
      '.dependency-cruiser.mjs',
      '--output-type',
      'json',
    ],
    { cwd: planted, encoding: 'utf8', maxBuffer: 1 << 26, shell: process.platform === 'win32' },
  );
  const report = JSON.parse(result.stdout) as {
    summary: { violations: { from: string; rule: { name: string } }[] };
  };
  const caught = new Set(report.summary.violations.map(({ from, rule }) => `${rule.name} ${from}`));
  expect(
    FAULTS.map(([rule, file]) => `${rule} ${file}`).filter((fault) => !caught.has(fault)),
  ).toEqual([]);
  const config = (await import(join(root, '.dependency-cruiser.mjs'))) as {
    default: { forbidden: { name: string }[] };
  };
  const tested = new Set<string>(FAULTS.map(([rule]) => rule));
  expect(
    config.default.forbidden.map(({ name }) => name).filter((name) => !tested.has(name)),
  ).toEqual([]);
});
