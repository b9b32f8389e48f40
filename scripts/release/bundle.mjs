// The recorder as JavaScript: Node does not strip types below node_modules, and an executable holds one file.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { addons } from './addons.mjs';
import { root } from '../installed.mjs';

export const recorder = JSON.parse(readFileSync(join(root, 'apps/recorder/package.json'), 'utf8'));
const MAIN = join(root, 'apps/recorder/src/main.ts');
const WORKER = join(root, 'apps/recorder/src/sources/iracing/session-text-worker.ts');
const WORKER_IN_SOURCE = "new Worker(new URL('./session-text-worker.ts', import.meta.url))";

const SHARED = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node22',
  minify: true,
  keepNames: true,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
};

/** ES modules for npm: the entry, what it loads late, and the worker; native packages stay outside. */
export async function bundleForNpm(folder) {
  const { metafile } = await build({
    ...SHARED,
    entryPoints: { main: MAIN, 'session-text-worker': WORKER },
    outdir: folder,
    format: 'esm',
    splitting: true,
    chunkNames: 'chunk-[hash]',
    outExtension: { '.js': '.mjs' },
    // cbor-extract is a faster reader of texts, which the recorder hardly reads.
    external: [...Object.keys(recorder.optionalDependencies), 'cbor-extract'],
    banner: {
      js: "import { createRequire as outlapRequire } from 'node:module'; const require = outlapRequire(import.meta.url);",
    },
    plugins: [startWorkerBy("new Worker(new URL('./session-text-worker.mjs', import.meta.url))")],
  });
  return metafile;
}

/** One CommonJS file for an executable; native packages come from its assets, the worker from a string. */
export async function bundleForExecutable(file) {
  const worker = await build({
    ...SHARED,
    entryPoints: [WORKER],
    format: 'cjs',
    write: false,
    define: { 'import.meta.url': 'undefined' },
  });
  const source = JSON.stringify(worker.outputFiles[0].text);
  const { metafile } = await build({
    ...SHARED,
    entryPoints: [MAIN],
    outfile: file,
    format: 'cjs',
    define: { 'import.meta.url': 'outlapHere' },
    banner: {
      js: "const outlapHere = require('node:url').pathToFileURL(process.execPath).href;",
    },
    plugins: [startWorkerBy(`new Worker(${source}, { eval: true })`), mainInAsync, addons],
  });
  return metafile;
}

function startWorkerBy(expression) {
  return {
    name: 'worker',
    setup({ onLoad }) {
      onLoad({ filter: /iracing[\\/]session-parser\.ts$/ }, ({ path }) => {
        const source = readFileSync(path, 'utf8');
        if (!source.includes(WORKER_IN_SOURCE))
          throw new Error(`${path} starts its worker in another way than the release expects`);
        return { contents: source.replace(WORKER_IN_SOURCE, () => expression), loader: 'ts' };
      });
    },
  };
}

/** CommonJS has no await at the top level. */
const mainInAsync = {
  name: 'main',
  setup({ onLoad }) {
    onLoad({ filter: /recorder[\\/]src[\\/]main\.ts$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const start = source.indexOf('process.exitCode = await');
      if (start < 0) throw new Error(`${path} starts in another way than the release expects`);
      const contents = `${source.slice(0, start)}void (async () => {\n${source.slice(start)}})();\n`;
      return { contents, loader: 'ts' };
    });
  },
};

/** The licences of the packages that a bundle contains, as their authors ask for. */
export function toThirdParty(metafile) {
  const folders = Object.keys(metafile.inputs).flatMap((input) => {
    const found = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input.replaceAll('\\', '/'));
    return found ? [found[0]] : [];
  });
  const texts = [...new Set(folders)].sort().map((folder) => {
    const path = join(root, folder.slice(folder.indexOf('node_modules')));
    const { name, version, license } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
    const file = readdirSync(path).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file && existsSync(join(path, file)) ? readFileSync(join(path, file), 'utf8') : '';
    return `${name} ${version} (${license})\n\n${text.trim()}\n`;
  });
  return texts.join(`\n${'-'.repeat(80)}\n\n`);
}
