import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeServer } from '../src/testing/fake-server.ts';
import { makeWorld } from '../src/testing/fake-world.ts';

/** Loaded before the command: it then takes the Node it runs on for an older one, and starts the pinned one. */
const OLDER = `data:text/javascript,${encodeURIComponent(
  'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.0.0" } });',
)}`;

let server: FakeServer;
let world: ReturnType<typeof makeWorld>;
let group: number | undefined;
beforeEach(async () => {
  server = await FakeServer.start();
  world = makeWorld();
});
afterEach(async () => {
  try {
    if (group !== undefined) process.kill(-group, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
  await server.close();
  world.remove();
});

/** Records behind the launcher, in a process group of their own as a shell makes one. */
async function startRecording() {
  const command = join(import.meta.dirname, 'outlap.mjs');
  const url = server.address.replace('/ws/ingest', '');
  const args = ['record', '--source', 'simulator', '--server', url, '--spool', 'spool'];
  const child = spawn(process.execPath, ['--import', OLDER, command, ...args], {
    cwd: world.cwd,
    env: { ...process.env, HOME: world.cwd },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  group = child.pid;
  let said = '';
  child.stderr.on('data', (data: Buffer) => (said += data.toString()));
  const exited = once(child, 'exit');
  await server.until(() => [...server.streams.values()].some(({ upTo }) => upTo >= 5));
  return { pid: child.pid ?? 0, exited, said: () => said };
}

test.each([
  ['the launcher alone', 1, 'SIGTERM'],
  ['the launcher alone', 1, 'SIGINT'],
  ['all of the group, as a terminal or systemd does it', -1, 'SIGINT'],
] as const)('a signal to %s ends the recording in order (%i, %s)', async (_, sign, signal) => {
  const { pid, exited, said } = await startRecording();
  process.kill(sign * pid, signal);
  expect(await exited).toEqual([0, null]);
  expect(said()).toContain('the server has them all');
  expect([...server.streams.values()]).toMatchObject([{ ended: true }]);
  expect(existsSync(join(world.cwd, 'spool', 'recorder.lock'))).toBe(false);
});

test('a recorder that is killed is told by the same signal', async () => {
  const { exited } = await startRecording();
  const status = await world.run('status', '--spool', 'spool', '--json');
  const { spools } = JSON.parse(status.out) as { spools: { recorder: { pid: number } }[] };
  process.kill(spools[0]?.recorder.pid ?? 0, 'SIGKILL');
  expect(await exited).toEqual([null, 'SIGKILL']);
});
