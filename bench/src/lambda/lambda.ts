import {
  bundle,
  type Bundle,
  FUNCTIONS,
  type FunctionName,
} from '@outlap/server/src/lambda/bundle.ts';
import { ensureTable } from '@outlap/server/src/identity/store/dynamo/connect.ts';
import { openDynamoTable } from '@outlap/server/src/identity/store/open-dynamo.ts';
import { startDynamo } from '@outlap/server/test/dynamo-server.ts';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { median, type Row, toMs } from '../report.ts';
import { temporaryPath } from '../temporary-folder.ts';

const RUNS = 11;
const LARGEST_BYTES = 5e6;
const LONGEST_SECONDS = 0.4;
const PROCESS = fileURLToPath(new URL('cold-start-process.ts', import.meta.url));

/** What each function answers first, and what it must answer: nobody has an account here. */
const FIRST = {
  signup: ['POST', '/auth/verify-email', '{"token":"none"}', 410],
  login: ['POST', '/auth/login', '{"email":"a@example.org","password":"tarmac wolf 29"}', 401],
  'get-user': ['GET', '/.well-known/jwks.json', '', 200],
  identity: ['GET', '/auth/options', '', 200],
} as const satisfies Record<FunctionName, readonly [string, string, string, number]>;

type ColdStart = {
  readonly importMs: number;
  readonly firstMs: number;
  readonly statusCode: number;
};

/** How large the functions are, and how long one that is new takes, beside the same code that was not bundled. */
export async function lambda(): Promise<Row[]> {
  const dynamo = await startDynamo();
  const IDENTITY_STORE = dynamo.url;
  const { client, name, isLocal } = openDynamoTable(IDENTITY_STORE);
  try {
    await ensureTable(client, name, { isLocal });
    const env = {
      PATH: process.env['PATH'],
      IDENTITY_STORE,
      AUTH_SECRET: 'b'.repeat(40),
      LOG_LEVEL: 'silent',
    };
    const rows: Row[] = [];
    for (const one of FUNCTIONS)
      rows.push(...(await rowsOf(await bundle(one, temporaryPath(`lambda-${one}`)), env)));
    return rows;
  } finally {
    client.destroy();
    await dynamo.close();
  }
}

async function rowsOf(built: Bundle, env: NodeJS.ProcessEnv): Promise<Row[]> {
  const { name, path, bytes, gzippedBytes } = built;
  const source = fileURLToPath(import.meta.resolve(`@outlap/server/src/lambda/${name}.ts`));
  const ours = await coldStarts(path, name, env);
  const peer = await coldStarts(source, name, env);
  // The rest of identity carries more than the three; it is held to the size alone.
  const isFast = name !== 'identity';
  return [
    {
      what: `function ${name}: size`,
      ours: `${(bytes / 1e6).toFixed(2)} MB`,
      peer: `zipped about ${(gzippedBytes / 1e6).toFixed(2)} MB`,
      ratio: '–',
      bound: '≤ 5 MB',
      holds: bytes <= LARGEST_BYTES,
    },
    {
      what: `function ${name}: import, median of ${RUNS}`,
      ours: toMs(ours.import),
      peer: `not bundled: ${toMs(peer.import)}`,
      ratio: `${(ours.import / peer.import).toFixed(2)} ×`,
      bound: isFast ? '≤ 400 ms' : '–',
      holds: isFast ? ours.import <= LONGEST_SECONDS : null,
    },
    {
      what: `function ${name}: first request after it, median of ${RUNS}`,
      ours: toMs(ours.first),
      peer: `not bundled: ${toMs(peer.first)}`,
      ratio: `${(ours.first / peer.first).toFixed(2)} ×`,
      bound: '–',
      holds: null,
    },
  ];
}

async function coldStarts(path: string, name: FunctionName, env: NodeJS.ProcessEnv) {
  const starts: ColdStart[] = [];
  for (let run = 0; run < RUNS; run++) starts.push(await coldStart(path, name, env));
  const sorted = (of: (start: ColdStart) => number) =>
    starts.map((start) => of(start) / 1000).sort((a, b) => a - b);
  return {
    import: median(sorted(({ importMs }) => importMs)),
    first: median(sorted(({ firstMs }) => firstMs)),
  };
}

async function coldStart(path: string, name: FunctionName, env: NodeJS.ProcessEnv) {
  const [method, url, body, expected] = FIRST[name];
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [PROCESS, path, method, url, body],
    { env },
  );
  const start = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as ColdStart;
  if (start.statusCode !== expected)
    throw new Error(`${name} answered ${start.statusCode} instead of ${expected}`);
  return start;
}
