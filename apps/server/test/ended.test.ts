import { once } from 'node:events';
import { CLOSE_CODES } from '@outlap/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Scope } from '../src/identity/api-keys.ts';
import { LOOK_MS } from '../src/http/login-sockets.ts';
import { createTestApp, type TestApp, tokenOf } from './server.ts';

const ANNA = '00000000-0000-7000-8000-00000000b001';
const OLGA = '00000000-0000-7000-8000-00000000b002';

let t: TestApp;
let address: string;
let now = Date.now();
beforeAll(async () => {
  t = await createTestApp('embedded', { work: false, now: () => new Date(now) });
  address = (await t.app.listen({ host: '127.0.0.1', port: 0 })).replace('http', 'ws');
}, 60_000);
afterAll(() => t.close());

type Path = '/ws/telemetry' | '/ws/ingest';

/** A socket that was let in. */
async function open(path: Path, bearer: string): Promise<WebSocket> {
  const headers = { authorization: `Bearer ${bearer}` };
  const socket = new WebSocket(`${address}${path}`, ['outlap.v1.json'], { headers });
  await once(socket, 'open');
  return socket;
}

async function statusWithTicket(ticket: string): Promise<number> {
  const socket = new WebSocket(`${address}/ws/telemetry`, [`ticket.${ticket}`, 'outlap.v1.json']);
  socket.on('error', () => undefined);
  const opened = once(socket, 'open').then(() => 101);
  const refused = once(socket, 'unexpected-response').then(
    ([, response]) => (response as { statusCode: number }).statusCode,
  );
  const status = await Promise.race([opened, refused]);
  socket.terminate();
  return status;
}

async function ticketOf(bearer: string): Promise<string> {
  const headers = { authorization: `Bearer ${bearer}` };
  const answer = await t.app.inject({ method: 'POST', url: '/api/socket-tickets', headers });
  return answer.json<{ ticket: string }>().ticket;
}

async function keyOf(userId: string, scopes: readonly Scope[] = ['read', 'record']) {
  await tokenOf(t.deps, userId);
  return t.deps.identity.keys.create({ userId, name: 'k', scopes, expiresAt: null });
}

const codeOf = async (socket: WebSocket) => (await once(socket, 'close'))[0] as number;
const UNAUTHORIZED = CLOSE_CODES.unauthorized.code;

test.each(['/ws/telemetry', '/ws/ingest'] as const)(
  'a key that is revoked ends the sockets it has opened: %s',
  async (path) => {
    const { key, secret } = await keyOf(ANNA);
    const { secret: other } = await keyOf(ANNA);
    const [mine, its] = [await open(path, other), await open(path, secret)];
    const closed = codeOf(its);
    const headers = { authorization: `Bearer ${await tokenOf(t.deps, ANNA)}` };
    await t.app.inject({ method: 'DELETE', url: `/api/keys/${key.id}`, headers });
    expect(await closed).toBe(UNAUTHORIZED);
    expect(mine.readyState).toBe(WebSocket.OPEN);
    mine.terminate();
  },
);

test('the sockets of the keys of a locked account end at once', async () => {
  const { secret } = await keyOf(ANNA);
  const socket = await open('/ws/ingest', secret);
  const closed = codeOf(socket);
  const url = `/api/users/${ANNA}/lock`;
  await t.app.inject({ method: 'PUT', url, payload: { reason: 'test' } });
  expect(await closed).toBe(UNAUTHORIZED);
  await t.app.inject({ method: 'DELETE', url });
});

test('a ticket of a socket is worth nothing once the login session or the key it came from has ended', async () => {
  const login = { userId: ANNA, amr: ['pwd'], address: '127.0.0.1', userAgent: 'test' };
  const id = await t.deps.identity.startLogin(login);
  const ticket = await ticketOf((await t.deps.identity.issueTokens(id)).accessToken);
  await t.deps.identity.endLogin(id);
  expect(await statusWithTicket(ticket)).toBe(401);
  const { key, secret } = await keyOf(ANNA);
  const [first, second] = [await ticketOf(secret), await ticketOf(secret)];
  expect(await statusWithTicket(first)).toBe(101);
  await t.deps.identity.keys.revoke(ANNA, key.id);
  expect(await statusWithTicket(second)).toBe(401);
});

test(
  'a socket does not outlive the hour of who acts as somebody else',
  async () => {
    const { identity } = t.deps;
    await tokenOf(t.deps, OLGA);
    await identity.store.update('user', [{ field: 'id', value: OLGA }], { role: 'owner' });
    const from = { amr: ['impersonation'], address: '127.0.0.1', userAgent: 'test' };
    const id = await identity.startLogin({ userId: ANNA, ...from, impersonatedBy: OLGA });
    const socket = await open('/ws/telemetry', (await identity.issueTokens(id)).accessToken);
    const closed = codeOf(socket);
    now += 3_600_001;
    expect(await closed).toBe(UNAUTHORIZED);
  },
  LOOK_MS + 20_000,
);

test.each([
  [
    'is locked',
    '00000000-0000-7000-8000-00000000b003',
    { lockedAt: new Date(), lockedReason: 'test' },
  ],
  ['is an owner no more', '00000000-0000-7000-8000-00000000b004', { role: 'moderator' }],
])('who acts as somebody else is out once their own account %s', async (_how, support, set) => {
  const { identity } = t.deps;
  await tokenOf(t.deps, support);
  const where = [{ field: 'id', value: support }];
  await identity.store.update('user', where, { role: 'owner' });
  const from = { amr: ['impersonation'], address: '127.0.0.1', userAgent: 'test' };
  const id = await identity.startLogin({ userId: ANNA, ...from, impersonatedBy: support });
  const { accessToken, refreshToken } = await identity.issueTokens(id);
  const headers = { authorization: `Bearer ${accessToken}` };
  const look = () => t.app.inject({ url: '/api/sessions', headers });
  expect((await look()).statusCode).toBe(200);
  await identity.store.update('user', where, set);
  expect((await look()).json()).toMatchObject({ code: 'sign_in_again' });
  const again = { method: 'POST', url: '/auth/refresh', payload: { refreshToken } } as const;
  expect((await t.app.inject(again)).statusCode).toBe(401);
});
