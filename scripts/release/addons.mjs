// Native packages inside an executable: an add-on is an asset, written once to a folder of the person and opened there.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { root } from '../installed.mjs';

const require = createRequire(join(root, 'apps/recorder/package.json'));
const LIBRARY = { linux: '-gnu', win32: '-msvc', darwin: '' };

/** Asset → file of each add-on for this machine; an executable is made on the system that it is for. */
export function listAddons(platform = process.platform, arch = process.arch) {
  const serialport = require.resolve('serialport');
  const bindings = dirname(
    createRequire(serialport).resolve('@serialport/bindings-cpp/package.json'),
  );
  const koffi = dirname(
    createRequire(require.resolve('koffi')).resolve(`@koromix/koffi-${platform}-${arch}`),
  );
  const system = `${platform}-${arch}${LIBRARY[platform] ?? ''}`;
  const keyring = createRequire(require.resolve('@napi-rs/keyring'));
  return {
    'keyring.node': keyring.resolve(`@napi-rs/keyring-${system}`),
    'koffi.node': join(koffi, `${platform}_${arch}`, 'koffi.node'),
    'serialport.node': firstOf(join(bindings, 'prebuilds'), platform, arch),
  };
}

function firstOf(prebuilds, platform, arch) {
  const folders = [`${platform}-${arch}`, `${platform}-x64+arm64`];
  const names = ['', '.glibc', '.armv8', '.armv8.glibc'];
  const files = folders.flatMap((folder) =>
    names.map((name) => join(prebuilds, folder, `@serialport+bindings-cpp${name}.node`)),
  );
  const found = files.find((file) => existsSync(file));
  if (found === undefined) throw new Error(`no serial add-on for ${platform}-${arch}`);
  return found;
}

const OPEN = `
const { createHash } = require('node:crypto');
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { homedir } = require('node:os');
const { join } = require('node:path');
const { getRawAsset } = require('node:sea');

// In a folder that only the person may write: whoever could put a file here would run code as that person.
const folder = () =>
  process.platform === 'win32'
    ? join(process.env.LOCALAPPDATA || join(homedir(), 'AppData', 'Local'), 'outlap', 'addons')
    : join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'outlap', 'addons');
const digestOf = (bytes) => createHash('sha256').update(bytes).digest('hex');

exports.open = (name) => {
  const bytes = Buffer.from(getRawAsset(name));
  const digest = digestOf(bytes);
  const path = join(folder(), digest.slice(0, 32) + '-' + name);
  if (!existsSync(path) || digestOf(readFileSync(path)) !== digest) {
    mkdirSync(folder(), { recursive: true, mode: 0o700 });
    const part = path + '.' + process.pid;
    writeFileSync(part, bytes, { mode: 0o700 });
    renameSync(part, path);
  }
  const module = { exports: {} };
  process.dlopen(module, path);
  return module.exports;
};`;

/** What a native package asks for → what it is given. */
const PACKAGES = [
  [/^@napi-rs\/keyring$/, "module.exports = require('outlap:addon').open('keyring.node');"],
  [/^@koromix\/koffi-/, "module.exports = require('outlap:addon').open('koffi.node');"],
  [/^node-gyp-build$/, "module.exports = () => require('outlap:addon').open('serialport.node');"],
  [/^cbor-extract$/, "throw new Error('not in an executable');"],
  [/^outlap:addon$/, OPEN],
];

export const addons = {
  name: 'addons',
  setup({ onLoad, onResolve }) {
    for (const [filter] of PACKAGES)
      onResolve({ filter }, ({ path }) => ({ path, namespace: 'addon' }));
    onLoad({ filter: /.*/, namespace: 'addon' }, ({ path }) => ({
      contents: PACKAGES.find(([filter]) => filter.test(path))[1],
      loader: 'js',
      resolveDir: root,
    }));
  },
};
