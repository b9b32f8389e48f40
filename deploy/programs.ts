import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';

/** Where scripts/system-packages.sh unpacks what would start a service if it were installed. */
const UNPACKED = join(homedir(), '.cache', 'outlap-programs', 'usr');
const FOLDERS = [
  ...(process.env['PATH'] ?? '').split(delimiter),
  '/usr/sbin',
  join(UNPACKED, 'sbin'),
  join(UNPACKED, 'bin'),
];

/** The path of a program, wherever this machine has it. */
function findProgram(name: string): string | undefined {
  return FOLDERS.map((folder) => join(folder, name)).find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

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
