import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeWorld } from '../testing/fake-world.ts';
import { openCredential } from './credential.ts';
import type { Keychain } from './keychain.ts';
import { LoginStore } from './store.ts';

type Asked = {
  readonly path: string;
  readonly body: Record<string, string>;
  readonly bearer: string;
};

/** Refresh tokens as the server has them: good once, each followed by one. */
let refreshes: number;
let polls: string[];
let asked: Asked[];
let http: Server;
let server: string;
let world: ReturnType<typeof makeWorld>;

const problem = (status: number, code: string) => ({ status, body: { code, detail: 'said' } });
const tokens = (expiresIn = 900) => ({
  status: 200,
  body: {
    accessToken: `access-${refreshes}`,
    refreshToken: `refresh-${refreshes}`,
    expiresIn,
    user: { name: 'Ada', email: null },
  },
});
let isOver: boolean;
let lifeSeconds: number;

function answer({ path, body, bearer }: Asked): { status: number; body?: unknown } {
  if (path === '/auth/device/code')
    return {
      status: 200,
      body: {
        device_code: 'device',
        user_code: 'ABCD-EFGH',
        verification_uri: `${server}/device`,
        verification_uri_complete: `${server}/device?code=ABCD-EFGH`,
        expires_in: 600,
        interval: 0,
      },
    };
  if (path === '/auth/device/token') {
    const code = polls.shift();
    return code === undefined ? tokens(lifeSeconds) : problem(400, code);
  }
  if (path === '/auth/refresh') {
    if (isOver || body['refreshToken'] !== `refresh-${refreshes}`)
      return problem(401, 'refresh_token_invalid');
    refreshes++;
    return tokens();
  }
  if (path === '/auth/logout') return { status: 204 };
  return bearer === `Bearer access-${refreshes}`
    ? { status: 200, body: { items: [], nextCursor: null } }
    : problem(401, 'unauthorized');
}

beforeEach(async () => {
  [refreshes, polls, asked, isOver, lifeSeconds] = [0, [], [], false, 900];
  http = createServer((request, response) => {
    let text = '';
    request.on('data', (data) => (text += String(data)));
    request.on('end', () => {
      const one = {
        path: request.url ?? '',
        body: (text.startsWith('{') ? JSON.parse(text) : {}) as Record<string, string>,
        bearer: request.headers.authorization ?? '',
      };
      asked.push(one);
      const { status, body } = answer(one);
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }).listen(0, '127.0.0.1');
  await once(http, 'listening');
  server = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  world = makeWorld();
});
afterEach(() => {
  http.close();
  world.remove();
});

const login = () => world.run('login', '--server', server);
const files = () => {
  const root = join(world.cwd, '.outlap', 'logins');
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
};
const pathsAsked = () => asked.map(({ path }) => path);

test('login shows the code and the address, waits, and keeps the tokens where only the person can read', async () => {
  polls = ['authorization_pending', 'authorization_pending'];
  const { exitCode, err } = await login();
  expect(exitCode).toBe(0);
  expect(err).toContain('ABCD-EFGH');
  expect(err).toContain(`${server}/device?code=ABCD-EFGH`);
  expect(err).toContain('as Ada');
  expect(err).not.toMatch(/access-|refresh-/);
  const [file = '', ...others] = files();
  expect(others).toEqual([]);
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  const status = await world.run('status');
  expect(status.out).toContain(`Signed in to ${server} as Ada`);
});

test.each([
  ['device_denied', 19],
  ['device_code_expired', 19],
])('login that ends with %s keeps nothing', async (code, exitCode) => {
  polls = ['authorization_pending', code];
  expect((await login()).exitCode).toBe(exitCode);
  expect(new LoginStore(world.world).list()).toEqual([]);
});

test('login --json says the same in lines of JSON', async () => {
  const { out } = await world.run('login', '--json', '--server', server);
  const [first, second] = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  expect(first).toEqual({
    userCode: 'ABCD-EFGH',
    address: `${server}/device`,
    addressWithCode: `${server}/device?code=ABCD-EFGH`,
    expiresInSeconds: 600,
  });
  expect(second).toEqual({ server, name: 'Ada', email: null, keptIn: 'file' });
});

test('a token that is about to end is renewed before it is shown; recorders at once use one refresh', async () => {
  lifeSeconds = 1;
  await login();
  const recorders = Array.from({ length: 8 }, () => openCredential(world.world, server));
  const shown = await Promise.all(recorders.map((one) => one.token()));
  expect(new Set(shown)).toEqual(new Set(['access-1']));
  expect(pathsAsked().filter((path) => path === '/auth/refresh')).toHaveLength(1);
  expect(await new LoginStore(world.world).read(server)).toMatchObject({
    refreshToken: 'refresh-1',
  });
});

test('a token that the server takes no more is renewed once, and the command goes on', async () => {
  await login();
  const credential = openCredential(world.world, server);
  expect(await credential.renew(await credential.token())).toBe(true);
  expect(await credential.token()).toBe('access-1');
  const before = openCredential(world.world, server);
  await before.token();
  refreshes = 1;
  expect(await before.renew('access-1')).toBe(true);
  expect(await before.token()).toBe('access-2');
});

test('a login that the server has ended is forgotten, and the command says how to sign in', async () => {
  await login();
  isOver = true;
  refreshes = 7;
  const done = await world.run(
    'export',
    'server:00000000-0000-7000-8000-000000000001',
    '--server',
    server,
  );
  expect(done.exitCode).not.toBe(0);
  const credential = openCredential(world.world, server);
  expect(await credential.renew('access-0')).toBe(false);
  expect(new LoginStore(world.world).list()).toEqual([]);
});

test('OUTLAP_TOKEN and --token win over the login', async () => {
  await login();
  const keyed = { ...world.world, env: { ...world.world.env, OUTLAP_TOKEN: 'ol_key' } };
  expect(await openCredential(keyed, server).token()).toBe('ol_key');
  expect(await openCredential(keyed, server, 'given').token()).toBe('given');
  expect(await openCredential(world.world, 'http://elsewhere.example').token()).toBeUndefined();
});

test('a token is taken without what a file leaves around it; one that no header can carry is refused', async () => {
  const of = (token: string) =>
    openCredential({ ...world.world, env: { OUTLAP_TOKEN: token } }, server);
  expect(await of(' ol_key\r\n').token()).toBe('ol_key');
  for (const token of ['ol\rkey', 'ol key', 'ol_kéy', 'ol_key\u007f'])
    expect(() => of(token), JSON.stringify(token)).toThrow(
      expect.objectContaining({
        code: 'usage',
        message: expect.not.stringContaining(token) as string,
      }),
    );
  expect(() => openCredential(world.world, server, 'a\nb')).toThrow('token');
});

test('a keychain keeps the tokens where there is one; one that is locked leaves them to the file', async () => {
  const secrets = new Map<string, string>();
  const keychain: Keychain = {
    read: (name) => Promise.resolve(secrets.get(name) ?? null),
    write: (name, secret) => Promise.resolve(void secrets.set(name, secret)),
    remove: (name) => Promise.resolve(void secrets.delete(name)),
  };
  const entry = { server, name: 'Ada', email: null };
  const kept = { accessToken: 'access-0', refreshToken: 'refresh-0', expiresAt: 1 };
  const store = new LoginStore({ ...world.world, openKeychain: () => Promise.resolve(keychain) });
  expect(await store.write(entry, kept)).toBe('keychain');
  expect(
    files()
      .map((file) => readFileSync(file, 'utf8'))
      .join(''),
  ).not.toContain('refresh-0');
  expect(await store.read(server)).toEqual(kept);
  await store.remove(server);
  expect([secrets.size, store.list()]).toEqual([0, []]);

  const locked = { ...keychain, write: () => Promise.reject(new Error('locked')) };
  const other = new LoginStore({ ...world.world, openKeychain: () => Promise.resolve(locked) });
  expect(await other.write(entry, kept)).toBe('file');
  expect(await other.read(server)).toEqual(kept);

  const unread = { ...keychain, read: () => Promise.reject(new Error('locked')) };
  await store.write(entry, kept);
  const reader = { ...world.world, openKeychain: () => Promise.resolve(unread) };
  expect(await openCredential(reader, server).token()).toBeUndefined();
});

test('logout ends the login session and forgets the tokens; without a server it forgets them too', async () => {
  await login();
  expect((await world.run('logout', '--server', server)).exitCode).toBe(0);
  expect(asked.at(-1)).toMatchObject({ path: '/auth/logout', body: { refreshToken: 'refresh-0' } });
  expect(files()).toEqual([]);
  const again = await world.run('logout', '--json', '--server', server);
  expect(JSON.parse(again.out)).toEqual({ server, wasSignedIn: false, ended: false });
  await login();
  http.close();
  http.closeAllConnections();
  const { exitCode, err } = await world.run('logout', '--server', server);
  expect([exitCode, files()]).toEqual([0, []]);
  expect(err).toContain('did not answer');
});

test('a file that was cut off counts as no login', async () => {
  await login();
  for (const file of files()) writeFileSync(file, '{"server":');
  expect(await openCredential(world.world, server).token()).toBeUndefined();
});
