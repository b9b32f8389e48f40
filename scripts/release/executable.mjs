import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listAddons } from './addons.mjs';
import { bundleForExecutable, recorder, toThirdParty } from './bundle.mjs';
import { environment, run } from '../installed.mjs';

// Node looks for these characters to know whether it carries a program; postject has to be told them.
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';
const SYSTEMS = { linux: 'linux', darwin: 'macos', win32: 'windows' };

/** Makes the executable for the machine it runs on, out of the Node that runs this; returns its path. */
export async function makeExecutable(out) {
  const folder = join(out, 'executable');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const bundle = join(folder, 'outlap.cjs');
  const metafile = await bundleForExecutable(bundle);
  const blob = join(folder, 'outlap.blob');
  const settings = join(folder, 'sea.json');
  writeFileSync(
    settings,
    JSON.stringify({
      main: bundle,
      output: blob,
      disableExperimentalSEAWarning: true,
      useCodeCache: true,
      assets: listAddons(),
    }),
  );
  expectDone(
    spawnSync(process.execPath, ['--experimental-sea-config', settings], { stdio: 'inherit' }),
  );
  const system = `${SYSTEMS[process.platform]}-${process.arch}`;
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const path = join(out, `outlap-${recorder.version}-${system}${suffix}`);
  copyFileSync(process.execPath, path);
  chmodSync(path, 0o755);
  const mac = process.platform === 'darwin';
  if (mac) expectDone(spawnSync('codesign', ['--remove-signature', path], { stdio: 'inherit' }));
  else if (process.platform === 'linux') strip(path);
  const segment = mac ? ['--macho-segment-name', 'NODE_SEA'] : [];
  const code = run('postject', [path, 'NODE_SEA_BLOB', blob, '--sentinel-fuse', FUSE, ...segment], {
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (code !== 0) throw new Error('postject failed');
  if (mac) expectDone(spawnSync('codesign', ['--sign', '-', path], { stdio: 'inherit' }));
  writeFileSync(join(out, `outlap-${recorder.version}-THIRD-PARTY.txt`), withNode(metafile));
  return path;
}

/** The symbols of Node are a seventh of it; where there is no strip, it stays larger. */
function strip(path) {
  const { error } = spawnSync('strip', ['--strip-unneeded', path], { stdio: 'ignore' });
  if (error) console.log('strip is not installed: the executable keeps its symbols');
}

function withNode(metafile) {
  const bundled = toThirdParty(metafile);
  const licence = join(process.execPath, '..', '..', 'LICENSE');
  return `${bundled}\n${'-'.repeat(80)}\n\nNode.js ${process.version}\n\n${readOr(licence)}`;
}

function readOr(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return 'https://github.com/nodejs/node/blob/main/LICENSE\n';
  }
}

function expectDone({ status, error }) {
  if (status !== 0) throw error ?? new Error(`a step of the executable ended with ${status}`);
}
