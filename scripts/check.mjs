// `npm run check`: everything that can be known without running the product. All steps run; the exit code is the worst.
import { ensureInstalled, run } from './installed.mjs';

ensureInstalled();
ensureInstalled('infra/aws');
const PURE = ['telemetry', 'formats', 'protocol'].map(
  (name) => `packages/${name}/tsconfig.pure.json`,
);
const PROJECTS = [
  'packages/telemetry',
  'packages/formats',
  'packages/protocol',
  'apps/server',
  'apps/recorder',
  'bench',
  'e2e',
  'infra/aws',
  'deploy',
  'scripts',
];

const STEPS = [
  ['web sources are in step', 'svelte-kit', ['sync'], { cwd: 'apps/web' }],
  ['format', 'prettier', ['--check', '.', '--log-level', 'warn']],
  [
    'lint',
    'eslint',
    ['.', '--max-warnings', '0', '--cache', '--cache-location', 'node_modules/.cache/eslint/'],
  ],
  ...[...PURE, ...PROJECTS].map((project) => [`types ${project}`, 'tsc', ['-p', project]]),
  ['types apps/web', 'npm', ['run', '--silent', 'check', '-w', '@outlap/web']],
  [
    'arrows',
    'depcruise',
    [
      'packages',
      'apps',
      'bench',
      'e2e',
      'infra',
      'deploy',
      'scripts',
      '--config',
      '.dependency-cruiser.mjs',
    ],
  ],
  ['dead code', 'knip', ['--no-config-hints', '--no-progress']],
  ['generated files are current', 'node', ['scripts/generate.mjs', '--check']],
];

export function check() {
  const failed = [];
  for (const [name, command, args, options] of STEPS) {
    const started = Date.now();
    const code = run(command, args, options);
    console.log(
      `${code === 0 ? '  ok' : 'FAIL'}  ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`,
    );
    if (code !== 0) failed.push(name);
  }
  return { passed: STEPS.length - failed.length, failed };
}

if (import.meta.filename === process.argv[1]) {
  const { failed } = check();
  if (failed.length > 0) console.error(`\nFailed: ${failed.join(', ')}`);
  process.exit(failed.length > 0 ? 1 : 0);
}
