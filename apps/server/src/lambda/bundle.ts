// `node apps/server/src/lambda/bundle.ts`: makes what AWS Lambda runs, one file a function, with all that it needs.
import { build, type Metafile } from 'esbuild';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

export const FUNCTIONS = ['signup', 'login', 'get-user', 'identity'] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

const here = dirname(fileURLToPath(import.meta.url));
export const BUILD = join(here, '..', '..', 'build', 'lambda');

/** What CommonJS inside of an ES module asks for. */
const BANNER = [
  "import { createRequire as $createRequire } from 'node:module';",
  "import { fileURLToPath as $toPath } from 'node:url';",
  "import { dirname as $dirname } from 'node:path';",
  'const require = $createRequire(import.meta.url);',
  'const __filename = $toPath(import.meta.url);',
  'const __dirname = $dirname(__filename);',
].join('\n');

export type Bundle = {
  readonly name: FunctionName;
  readonly path: string;
  readonly bytes: number;
  readonly gzippedBytes: number;
  /** Which packages take most of it. */
  readonly largest: readonly { readonly name: string; readonly bytes: number }[];
};

/** Builds one function; nothing is left to the runtime but Node itself. */
export async function bundle(name: FunctionName, folder = join(BUILD, name)): Promise<Bundle> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'index.mjs');
  const { outputFiles, metafile } = await build({
    entryPoints: [join(here, `${name}.ts`)],
    outfile: path,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    minify: true,
    legalComments: 'none',
    mainFields: ['module', 'main'],
    conditions: ['node', 'import'],
    banner: { js: BANNER },
    metafile: true,
    write: false,
    logLevel: 'error',
  });
  const [file] = outputFiles;
  if (!file) throw new Error(`Nothing came out of ${name}`);
  writeFileSync(path, file.contents);
  return {
    name,
    path,
    bytes: file.contents.length,
    gzippedBytes: gzipSync(file.contents).length,
    largest: largestOf(metafile),
  };
}

function largestOf({ outputs }: Metafile): Bundle['largest'] {
  const sizes = new Map<string, number>();
  for (const { inputs } of Object.values(outputs))
    for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
      const [, name = 'outlap'] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input) ?? [];
      sizes.set(name, (sizes.get(name) ?? 0) + bytesInOutput);
    }
  return [...sizes]
    .map(([name, bytes]) => ({ name, bytes }))
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, 10);
}

async function main(): Promise<void> {
  const bundles: Bundle[] = [];
  for (const name of FUNCTIONS) bundles.push(await bundle(name));
  for (const { name, bytes, gzippedBytes, largest } of bundles) {
    const parts = largest.map((part) => `${part.name} ${Math.round(part.bytes / 1000)} kB`);
    console.log(
      `${name}: ${megabytes(bytes)}, ${megabytes(gzippedBytes)} gzipped (${parts.join(', ')})`,
    );
  }
  writeFileSync(join(BUILD, 'report.json'), `${JSON.stringify(bundles, null, 2)}\n`);
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(2)} MB`;

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
