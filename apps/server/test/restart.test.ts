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
  return { child, address: (JSON.parse(line) as { address: string }).address };
}

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

async function importOf(address: string, id: string): Promise<ImportBody> {
  return (await (await fetch(`${address}/api/imports/${id}`)).json()) as ImportBody;
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
  const posted = await fetch(`${first.address}/api/sessions/import`, {
    method: 'POST',
    body: form,
  });
  const { items } = (await posted.json()) as { items: [ImportBody] };
  const [{ id }] = items;
  while (objects('laps').length === 0) {
    expect((await importOf(first.address, id)).state).not.toBe('failed');
    await sleep(5);
  }
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  const halves = objects('laps');
  expect(halves.length).toBeGreaterThan(0);

  const second = await serve();
  let state = await importOf(second.address, id);
  while (state.state !== 'done') {
    expect(state.state).not.toBe('failed');
    await sleep(50);
    state = await importOf(second.address, id);
  }
  const session = (await (
    await fetch(`${second.address}/api/sessions/${state.sessionId}`)
  ).json()) as { laps: { id: string }[] };
  const expected = session.laps.map((lap) => `${lap.id}.parquet`).sort();
  for (let i = 0; i < 100 && objects('laps').length !== expected.length; i++) await sleep(50);
  expect(objects('laps').sort()).toEqual(expected);
  expect(halves.some((name) => expected.includes(name))).toBe(false);

  const refused = await endOf(run(['serve']));
  expect(refused.code).toBe(3);
  expect(refused.err).toContain(`in use by process ${second.child.pid}`);
  expect((await endOf(run(['doctor', '--json']))).code).toBe(4);

  second.child.kill('SIGTERM');
  expect((await endOf(second.child)).code).toBe(0);

  const again = await endOf(run(['reanalyse', '--all', '--json']));
  expect([again.code, JSON.parse(again.out)]).toEqual([0, { done: 1, failed: [] }]);
  expect(objects('laps').sort()).toEqual(expected);

  const doctor = await endOf(run(['doctor', '--json']));
  expect(doctor.code).toBe(0);
  const { findings } = JSON.parse(doctor.out) as { findings: { check: string; ok: boolean }[] };
  expect(findings.map(({ check }) => check)).toEqual([
    'node',
    'data folder',
    'database',
    'object store',
    'orphaned objects',
  ]);
  expect(findings.every(({ ok }) => ok)).toBe(true);
});

test('a wrong configuration is one line a problem and exit code 2', async () => {
  const { code, err, out } = await endOf(run(['serve'], { PORT: 'many', HOST: '0.0.0.0' }));
  expect(code).toBe(2);
  expect(out).toBe('');
  expect(err.trim().split('\n')).toHaveLength(2);
  expect(err).toMatch(/^PORT: must be a whole number from 0 to 65535$/m);
  expect(err).not.toContain('many');
});

test('an unknown command is exit code 2', async () => {
  expect((await endOf(run(['dance']))).code).toBe(2);
});
