import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyEmbeddedSnapshot } from './databases.ts';
import { startTestServer } from './server.ts';

const MAIN = join(import.meta.dirname, '..', 'src', 'main.ts');
const PASSWORD = 'tarmac wolf 29';

type Env = Readonly<Record<string, string>>;

async function run(args: readonly string[], env: Env, input = '') {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env['PATH'], DEMO: '0', LOG_LEVEL: 'warn', ...env },
  });
  child.stdin.end(input);
  const [out, err, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.once('exit', resolve)),
  ]);
  return { out, err, code };
}

describe('outlap-server user', { timeout: 120_000 }, () => {
  let dataDir: string;
  let env: Env;
  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'outlap-test-'));
    await copyEmbeddedSnapshot(join(dataDir, 'database'));
    env = { DATA_DIR: dataDir, PORT: '0' };
  });
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));
  const user = (args: readonly string[], input?: string) =>
    run(['user', ...args, '--json'], env, input);

  test('makes the account without which the server does not listen beyond loopback', async () => {
    const open = await run(['serve'], { ...env, HOST: '0.0.0.0' });
    expect(open.code).toBe(2);
    expect(open.err).toContain('outlap-server user add --owner');

    const weak = await user(['add', '--email', 'o@example.org', '--owner'], 'password123\n');
    expect([weak.code, weak.out]).toEqual([1, '']);
    expect(weak.err).toContain('known from breaches');
    const wrong = await user(['add', '--email', 'nobody'], `${PASSWORD}\n`);
    expect(wrong.code).toBe(2);

    const added = await user(['add', '--email', 'O@example.org', '--owner'], `${PASSWORD}\n`);
    expect([added.code, added.err]).toEqual([0, '']);
    expect(JSON.parse(added.out)).toMatchObject({
      email: 'o@example.org',
      role: 'owner',
      link: null,
    });
    const again = await user(['add', '--email', 'o@example.org'], `${PASSWORD}\n`);
    expect([again.code, again.err.trim()]).toEqual([1, 'This address has an account already']);
    expect(added.out + added.err).not.toContain(PASSWORD);

    const linked = await user(['add', '--email', 'd@example.org', '--name', 'Dee', '--link']);
    expect(JSON.parse(linked.out)).toMatchObject({
      role: 'driver',
      link: expect.stringMatching(/\/reset-password#token=\S{40,}$/) as string,
    });
    const list = await user(['list']);
    expect(JSON.parse(list.out)).toMatchObject({
      users: [
        { email: null, role: 'owner' },
        { email: 'o@example.org', role: 'owner', locked: false },
        { email: 'd@example.org', name: 'Dee', role: 'driver' },
      ],
    });
  });

  test('the first migration makes an owner, whose link is enough for the server to listen; no later one does', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'outlap-test-'));
    const fresh = { DATA_DIR: folder, PORT: '0' };
    await copyEmbeddedSnapshot(join(folder, 'database'));
    const migrate = (owner: string) => run(['migrate', '--owner', owner, '--json'], fresh);

    expect(await migrate('nobody')).toMatchObject({ code: 2, out: '' });
    const first = JSON.parse((await migrate('o@example.org')).out) as { link: string };
    expect(first).toMatchObject({ owner: 'o@example.org' });
    expect(first.link).toMatch(/\/reset-password#token=\S{40,}$/);
    expect(JSON.parse((await migrate('other@example.org')).out)).toEqual({ applied: [] });
    const users = JSON.parse((await run(['user', 'list', '--json'], fresh)).out) as {
      users: { email: string | null; role: string }[];
    };
    expect(users.users.map(({ email, role }) => [email, role])).toEqual([
      [null, 'owner'],
      ['o@example.org', 'owner'],
    ]);

    const server = spawn(process.execPath, [MAIN, 'serve'], {
      env: { PATH: process.env['PATH'], DEMO: '0', LOG_LEVEL: 'warn', HOST: '0.0.0.0', ...fresh },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    server.stdout.on('data', (part) => (said += String(part)));
    await expect.poll(() => said, { timeout: 60_000 }).toContain('http');
    server.kill('SIGTERM');
    const code = await new Promise((resolve) => server.once('exit', resolve));
    expect(code).toBe(0);
    rmSync(folder, { recursive: true, force: true });
  });

  test('gives a ticket and a new password to who has lost the old one', async () => {
    const ticket = await user(['ticket', '--email', 'd@example.org']);
    expect(JSON.parse(ticket.out)).toMatchObject({
      address: expect.stringMatching(/\/\?ticket=\S{20,}$/) as string,
    });
    expect((await user(['ticket', '--email', 'nobody@example.org'])).code).toBe(1);
    const reset = await user(['reset-password', '--email', 'd@example.org'], 'gravel heron 84\n');
    expect(JSON.parse(reset.out)).toEqual({ ended: 0 });
    const none = await user(['reset-password', '--email', 'nobody@example.org'], `${PASSWORD}\n`);
    expect([none.code, none.err.trim()]).toEqual([1, 'nobody@example.org has no account']);
  });

  test('leaves a running embedded database alone', async () => {
    const server = await startTestServer();
    const busy = await run(['user', 'list'], { DATA_DIR: server.dataDir });
    await server.close();
    expect(busy.code).toBe(3);
  });
});
