// `npm run smoke -- https://outlap.example.com`: whether a server does its work, seen through its public address. OUTLAP_TOKEN holds an API key
// with the scopes read, record and write. What it records it deletes. --shape serverless: identity and page alone. --recorder PATH drives an installed recorder instead of this folder's.
// --without-key: only what needs none, for an installation that nobody has an account of yet. --wait SECONDS: how long it may take to answer at all, and to find the lap.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';

const SOURCE = [process.execPath, join(import.meta.dirname, '../apps/recorder/bin/outlap.mjs')];
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    recorder: { type: 'string' },
    wait: { type: 'string', default: '60' },
    shape: { type: 'string', default: 'full' },
    'without-key': { type: 'boolean', default: false },
  },
});
const address = positionals[0]?.replace(/\/$/, '');
const token = process.env['OUTLAP_TOKEN'];
const hasKey = !values['without-key'];
if (!address || (hasKey && !token)) {
  console.error(
    'Say which server (npm run smoke -- https://…), and put an API key into OUTLAP_TOKEN.',
  );
  process.exit(2);
}
const patience = Number(values.wait) * 1000;
const spool = mkdtempSync(join(tmpdir(), 'outlap-smoke-'));

const ALIVE = [
  ['the process is alive', () => ask('/health')],
  ['its database and its objects answer', () => ask('/health/ready')],
];
const DOORS = [
  ['the sign-in page and its program are served', signInPage],
  ['nobody in particular is refused', refusesStrangers],
];
const KEY = [['who holds the key is known', () => ask('/api/auth/me', { signedIn: true })]];
const LAPS = [
  ['a lap is recorded', recordLap],
  ['the lap is there, with its time', findLap],
  ['what was recorded is deleted', deleteSession],
];
const isFull = values.shape === 'full';
const CHECKS = [
  ...(isFull ? ALIVE : []),
  ...DOORS,
  ...(hasKey ? KEY : []),
  ...(hasKey && isFull ? LAPS : []),
];
let session;
let earlier = new Set();
let failed = 0;
await untilAnswered();
for (const [name, check] of CHECKS) {
  const started = performance.now();
  try {
    await check();
    console.log(`  ok  ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  } catch (error) {
    failed++;
    console.log(`FAIL  ${name}: ${error instanceof Error ? error.message : error}`);
  }
}
if (!hasKey) console.log('      without a key: nothing was recorded');
rmSync(spool, { recursive: true, force: true });
process.exitCode = failed === 0 ? 0 : 1;

async function ask(path, { method = 'GET', signedIn = false } = {}) {
  const response = await fetch(`${address}${path}`, {
    method,
    headers: signedIn ? { authorization: `Bearer ${token}` } : {},
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}`);
  return response;
}

/** A name that is new, or a proxy that is, takes a while to be known; what then fails is told by its check. */
async function untilAnswered() {
  for (const until = Date.now() + patience; Date.now() < until; await wait(2000))
    if (await fetch(address).catch(() => undefined)) return;
}

async function signInPage() {
  const page = await (await ask('/sign-in')).text();
  const program = /(?:src|href)="([^"]+\.js)"/.exec(page)?.[1];
  if (!program) throw new Error('the page names no program');
  const answer = await ask(new URL(program, `${address}/sign-in`).pathname);
  if (!/javascript/.test(answer.headers.get('content-type') ?? ''))
    throw new Error(`the program is served as ${answer.headers.get('content-type')}`);
}

async function refusesStrangers() {
  const { status } = await fetch(`${address}/api/auth/me`);
  if (status !== 401) throw new Error(`GET /api/auth/me answered ${status}, not 401`);
}

async function listSessions() {
  return (await (await ask('/api/sessions', { signedIn: true })).json()).items;
}

async function recordLap() {
  earlier = new Set((await listSessions()).map(({ id }) => id));
  const [program, ...first] = values.recorder ? [values.recorder] : SOURCE;
  const drive = ['simulate', '--circuit', 'larkmoor', '--laps', '1', '--speed', '20'];
  const args = [...first, ...drive, '--server', address, '--spool', spool, '--json'];
  const { status, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    timeout: patience * 2,
    env: { ...process.env, OUTLAP_TOKEN: token },
  });
  if (status !== 0) throw error ?? new Error(`the recorder ended with ${status}: ${stderr.trim()}`);
}

async function findLap() {
  for (const until = Date.now() + patience; Date.now() < until; await wait(500)) {
    session ??= (await listSessions()).find(
      ({ id, track }) => track?.name === 'Larkmoor' && !earlier.has(id),
    );
    if (!session) continue;
    const { laps } = await (await ask(`/api/sessions/${session.id}`, { signedIn: true })).json();
    if (laps.some(({ timeSeconds }) => timeSeconds > 0)) return;
  }
  throw new Error(session ? 'the session has no timed lap' : 'there is no session of this drive');
}

async function deleteSession() {
  if (!session) throw new Error('there is no session to delete');
  await ask(`/api/sessions/${session.id}`, { method: 'DELETE', signedIn: true });
}
