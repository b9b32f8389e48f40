// `npm run generate`: writes the API's document and the types of its client. With --check it only says if they are stale.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { buildApp } from './app.ts';
import { parseConfig } from './config.ts';
import { type Deps, LOCAL_OWNER } from './deps.ts';
import { version } from './version.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const folder = join(root, 'packages', 'protocol', 'src', 'http');

/** The document as the server of this tree serves it. No database is opened: routes are described, not called. */
export async function buildDocument(): Promise<object> {
  const untouched = new Proxy({}, { get: () => undefined });
  const deps = {
    config: parseConfig({}),
    db: untouched,
    objects: untouched,
    jobs: untouched,
    threads: untouched,
    bus: { subscribe: () => () => undefined },
    identity: untouched,
    tickets: untouched,
    metrics: untouched,
    eventLoop: { eachSecond: () => () => undefined },
    queues: untouched,
    drain: untouched,
    audit: untouched,
    log: pino({ level: 'silent' }),
    version,
    now: () => new Date(0),
    newId: () => LOCAL_OWNER,
    ownerId: LOCAL_OWNER,
  } as unknown as Deps;
  const app = await buildApp(deps);
  await app.ready();
  const document = app.swagger();
  await app.close();
  return document;
}

/** Path → content of every generated file. */
export async function buildFiles(): Promise<ReadonlyMap<string, string>> {
  const document = await buildDocument();
  const { default: toTypes, astToString } = generatorOfTypes();
  const types = astToString(await toTypes(structuredClone(document)));
  const json = join(folder, 'openapi.json');
  return new Map([
    [json, `${JSON.stringify(document, null, 2)}\n`],
    [join(folder, 'api.d.ts'), types],
  ]);
}

type TypeGenerator = {
  readonly default: (document: object) => Promise<unknown>;
  readonly astToString: (tree: unknown) => string;
};

function generatorOfTypes(): TypeGenerator {
  return createRequire(import.meta.url)('openapi-typescript') as TypeGenerator;
}

async function main(check: boolean): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const [path, content] of await buildFiles()) {
    if (readOrEmpty(path) === content) continue;
    if (!check) writeFileSync(path, content);
    else {
      console.error(`${path} is stale. Run: npm run generate`);
      process.exitCode = 1;
    }
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

if (import.meta.filename === process.argv[1]) await main(process.argv.includes('--check'));
