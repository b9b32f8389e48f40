// A process that makes an empty database and ends: making one takes a gigabyte that a server would keep.
import { closeSync, fsyncSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';

const [folder] = process.argv.slice(2);
if (!folder) throw new Error('Name the folder of the new database');
const pglite = new PGlite({ dataDir: folder });
await pglite.waitReady;
await pglite.close();
syncAll(folder);

/** What was written without fsync reaches the disk before anybody relies on it. */
function syncAll(path: string): void {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const inside = join(path, entry.name);
    if (entry.isDirectory()) syncAll(inside);
    else if (entry.isFile()) sync(inside, 'r+');
  }
  if (process.platform !== 'win32') sync(path, 'r');
}

function sync(path: string, flags: string): void {
  const file = openSync(path, flags);
  fsyncSync(file);
  closeSync(file);
}
