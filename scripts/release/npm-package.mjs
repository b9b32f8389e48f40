import { chmodSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { bundleForNpm, recorder, toThirdParty } from './bundle.mjs';
import { environment, root } from '../installed.mjs';

const START = `#!/usr/bin/env node
import module from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

module.enableCompileCache?.(process.env.NODE_COMPILE_CACHE ?? join(tmpdir(), 'node-compile-cache'));
await import('./main.mjs');
`;

const README = `# outlap

Records every lap you drive: from an OBD adapter, from iRacing, from files, or from a simulated car.

    npx outlap --help
    npx outlap inspect recording.ibt
    npx outlap login --server https://outlap.example.com
    npx outlap record --source obd --port /dev/rfcomm0

Node 22.15 or newer. Serial adapters, iRacing and the keychain of the system need the optional packages \`serialport\`,
\`koffi\` and \`@napi-rs/keyring\`, which npm installs where they exist for the machine.
`;

/** Makes the package in a folder and its tarball beside it; returns the path of the tarball. */
export async function makeNpmPackage(out) {
  const folder = join(out, 'npm');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const metafile = await bundleForNpm(folder);
  const { version, license, optionalDependencies } = recorder;
  const { GITHUB_REPOSITORY } = process.env;
  const manifest = {
    name: 'outlap',
    version,
    description: 'Records every lap you drive and explains where the time went.',
    license,
    // npm takes a provenance only of the repository that the package names.
    ...(GITHUB_REPOSITORY && {
      repository: { type: 'git', url: `git+https://github.com/${GITHUB_REPOSITORY}.git` },
    }),
    type: 'module',
    bin: { outlap: 'outlap.mjs' },
    engines: { node: '>=22.15' },
    files: ['*.mjs', 'THIRD-PARTY.txt'],
    optionalDependencies,
  };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  writeFileSync(join(folder, 'outlap.mjs'), START);
  chmodSync(join(folder, 'outlap.mjs'), 0o755);
  writeFileSync(join(folder, 'README.md'), README);
  writeFileSync(join(folder, 'THIRD-PARTY.txt'), toThirdParty(metafile));
  cpSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
  const packed = spawnSync(
    'npm',
    ['pack', '--silent', '--ignore-scripts', '--pack-destination', out],
    {
      cwd: folder,
      env: environment,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    },
  );
  if (packed.status !== 0) throw new Error(`npm pack failed: ${packed.stderr}`);
  return join(out, packed.stdout.trim().split('\n').at(-1));
}
