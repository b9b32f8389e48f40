import { expect, test } from 'vitest';
import { findProgram } from '../e2e/src/proxies/programs.ts';

/** A test that needs a program: skipped by name where it is missing, failed where CI lacks it. */
export function testWith(program: string, title: string, act: (path: string) => void): void {
  const path = findProgram(program);
  if (path !== undefined) test(title, () => act(path));
  else if (process.env['CI'] === 'true')
    test(title, () => expect.fail(`CI needs ${program}: bash scripts/system-packages.sh`));
  else {
    console.warn(`SKIPPED ${title}: there is no ${program} here (scripts/system-packages.sh)`);
    test.skip(title, () => undefined);
  }
}
