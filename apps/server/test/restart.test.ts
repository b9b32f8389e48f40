import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { copyEmbeddedSnapshot } from './databases.ts';
import { demoFile, type ImportBody } from './recordings.ts';

const main = join(import.meta.dirname, '..', 'src', 'main.ts');
const folder = mkdtempSync(join(tmpdir(), 'outlap-test-restart-'));
const children: ChildProcess[] = [];

afterAll(async () => {
  for (const child of children) if (child.exitCode === null) child.kill('SIGKILL');
  await sleep(100);
  rmSync(folder, { recursive: true, force: true });
});

function run(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [main, ...args], {
    env: {
      PATH: process.env['PATH'] ?? '',
      DATA_DIR: folder,
      PORT: '0',
      DEMO: '0',
      LOG_LEVEL: 'error',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  return child;
}

async function serve() {
  const child = run(['serve', '--json']);
  const [line] = (await once(
    createInterface({ input: child.stdout as NodeJS.ReadableStream }),
    'line',
  )) as [string];
  const { address, ticket } = JSON.parse(line) as { address: string; ticket: string };
  return { child, ask: await signIn(address, ticket) };
}

/** `fetch` of the first browser, whose ticket the server printed. */
async function signIn(address: string, ticket: string) {
  const answer = await fetch(`${address}/auth/ticket`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ticket }),
  });
  const { accessToken } = (await answer.json()) as { accessToken: string };
  const headers = { authorization: `Bearer ${accessToken}` };
  return (path: string, init: RequestInit = {}) => fetch(address + path, { ...init, headers });
}

type Ask = Awaited<ReturnType<typeof signIn>>;

async function endOf(child: ChildProcess) {
  const read = async (stream: NodeJS.ReadableStream | null) => {
    let text = '';
    for await (const chunk of stream ?? []) text += String(chunk);
    return text;
  };
  const ended = once(child, 'exit');
  const [out, err] = await Promise.all([read(child.stdout), read(child.stderr)]);
  const [code] = (await ended) as [number | null];
  return { out, err, code };
}

async function importOf(ask: Ask, id: string): Promise<ImportBody> {
  return (await (await ask(`/api/imports/${id}`)).json()) as ImportBody;
}

function objects(prefix: string): string[] {
  const path = join(folder, 'objects', prefix);
  try {
    return readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name);
  } catch {
    return [];
  }
}

test('an import that is killed in the middle leaves nothing behind and ends after the restart', async () => {
  await copyEmbeddedSnapshot(join(folder, 'database'));
  const first = await serve();
  const form = new FormData();
  form.append('file', new Blob([demoFile()]), 'demo.ibt');
  const posted = await first.ask('/api/sessions/import', { method: 'POST', body: form });
  const { items } = (await posted.json()) as { items: [ImportBody] };
  const [{ id }] = items;
  while (objects('laps').length === 0) {
    expect((await importOf(first.ask, id)).state).not.toBe('failed');
    await sleep(5);
  }
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  const halves = objects('laps');
  expect(halves.length).toBeGreaterThan(0);

  const second = await serve();
  let state = await importOf(second.ask, id);
  while (state.state !== 'done') {
    expect(state.state).not.toBe('failed');
    await sleep(50);
    state = await importOf(second.ask, id);
  }
  const session = (await (await second.ask(`/api/sessions/${state.sessionId}`)).json()) as {
    laps: { id: string }[];
  };
  const expected = session.laps.map((lap) => `${lap.id}.parquet`).sort();
  for (let i = 0; i < 100 && objects('laps').length !== expected.length; i++) await sleep(50);
  expect(objects('laps').sort()).toEqual(expected);
  expect(halves.some((name) => expected.includes(name))).toBe(false);

  const refused = await endOf(run(['serve']));
  expect(refused.code).toBe(3);
  expect(refused.err).toContain(`in use by process ${second.child.pid}`);
  const beside = await endOf(run(['doctor', '--json']));
  expect(beside.code).toBe(0);
  const looked = JSON.parse(beside.out) as {
    findings: { readonly check: string; readonly level: string }[];
  };
  expect(looked.findings.find(({ check }) => check === 'database')?.level).toBe('skipped');

  second.child.kill('SIGTERM');
  expect((await endOf(second.child)).code).toBe(0);

  const again = await endOf(run(['reanalyse', '--all', '--json']));
  expect([again.code, JSON.parse(again.out)]).toEqual([0, { done: 1, failed: [] }]);
  expect(objects('laps').sort()).toEqual(expected);

  const doctor = await endOf(run(['doctor', '--json']));
  expect(doctor.code).toBe(0);
  const { findings } = JSON.parse(doctor.out) as { findings: { check: string; ok: boolean }[] };
  expect(findings.map(({ check }) => check)).toEqual(
    expect.arrayContaining(['node', 'data folder', 'database', 'schema', 'object store']),
  );
  expect(findings.every(({ ok }) => ok)).toBe(true);
});

test('without an account of an owner the server does not listen beyond loopback, and says how', async () => {
  const empty = join(folder, 'beyond');
  await copyEmbeddedSnapshot(join(empty, 'database'));
  const refused = await endOf(run(['serve'], { DATA_DIR: empty, HOST: '0.0.0.0' }));
  expect(refused.code).toBe(2);
  expect(refused.err).toMatch(/^HOST: .*outlap-server user add --owner/m);
});

test('a wrong configuration is one line a problem and exit code 2', async () => {
  const { code, err, out } = await endOf(run(['serve'], { PORT: 'many', COMMIT_INTERVAL_MS: '1' }));
  expect(code).toBe(2);
  expect(out).toBe('');
  expect(err.trim().split('\n')).toHaveLength(2);
  expect(err).toMatch(/^PORT: must be a whole number from 0 to 65535$/m);
  expect(err).not.toContain('many');
});

test('an unknown command is exit code 2', async () => {
  expect((await endOf(run(['dance']))).code).toBe(2);
});
