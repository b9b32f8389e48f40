// `npm test`: the checks, the tests of every room, and the journeys in a real browser. Ends with one line of counts.
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureInstalled, run } from './installed.mjs';

ensureInstalled();
const { ensureBuilt } = await import('./built.mjs');
const { check } = await import('./check.mjs');
const results = mkdtempSync(join(tmpdir(), 'outlap-test-'));
const total = { passed: 0, failed: 0, skipped: 0 };

const checks = check();
total.passed += checks.passed;
total.failed += checks.failed.length;
ensureBuilt();
for (const suite of ['unit', 'e2e']) {
  const report = join(results, `${suite}.json`);
  const config = suite === 'e2e' ? ['--config', 'vitest.e2e.config.ts'] : [];
  const code = run('vitest', [
    'run',
    ...config,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  const counted = count(report);
  total.passed += counted.passed;
  total.skipped += counted.skipped;
  total.failed += counted.failed || (code === 0 ? 0 : 1);
}
if (checks.failed.length > 0) console.error(`Failed checks: ${checks.failed.join(', ')}`);
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed > 0 ? 1 : 0);

function count(report) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(
      readFileSync(report, 'utf8'),
    );
    return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}
