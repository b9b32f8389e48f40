import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Where scripts/system-packages.sh unpacks what would start a service if it were installed. */
const UNPACKED = join(homedir(), '.cache', 'outlap-programs');
const FOLDERS = [
  ...(process.env['PATH'] ?? '').split(delimiter),
  '/usr/sbin',
  join(UNPACKED, 'usr', 'sbin'),
  join(UNPACKED, 'usr', 'bin'),
];

/** The path of a program, wherever this machine has it. */
export function findProgram(name: string): string | undefined {
  return FOLDERS.map((folder) => join(folder, name)).find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
