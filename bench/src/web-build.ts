import { spawnSync } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '@outlap/e2e/product';
import { temporaryPath } from './temporary-folder.ts';

/** The built web app in a folder of its own, which no other build can change meanwhile. */
export async function buildWeb(): Promise<string> {
  const script = "import { ensureBuilt } from './scripts/built.mjs'; ensureBuilt();";
  const { status } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) throw new Error('The web app does not build');
  const webDir = temporaryPath('web');
  await cp(join(root, 'apps', 'web', 'build'), webDir, { recursive: true });
  return webDir;
}
