// `npm run generate`: every file that is made from another one. With --check nothing is written; a stale file fails.
import { ensureInstalled, run } from './installed.mjs';

ensureInstalled();
ensureInstalled('infra/aws');
const check = process.argv.includes('--check') ? ['--check'] : [];
const GENERATORS = [
  'apps/server/src/openapi.ts',
  'apps/server/src/configuration-docs.ts',
  'apps/server/src/permission-docs.ts',
  'infra/aws/cost/docs.ts',
];
const failed = GENERATORS.filter((generator) => run('node', [generator, ...check]) !== 0);
if (failed.length > 0) {
  console.error(`Stale or failed: ${failed.join(', ')}. Run: npm run generate`);
  process.exit(1);
}
