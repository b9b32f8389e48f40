import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { STORE_KINDS } from './identity-stores.ts';
import { createTestApp, type TestApp, tokenOf } from './server.ts';

const OTHER = '00000000-0000-7000-8000-0000000000d1';
const NAME = 'Outlap recorder on pit-wall';

describe.each(STORE_KINDS)('sign-in of a program by code on %s', (kind) => {
  let test1: TestApp;
  let own: Record<string, string>;
  let other: Record<string, string>;
  beforeAll(async () => {
    test1 = await createTestApp(kind, { work: false });
    const { deps } = test1;
    own = { authorization: `Bearer ${await tokenOf(deps, deps.ownerId)}` };
    other = { authorization: `Bearer ${await tokenOf(deps, OTHER)}` };
  });
  afterAll(() => test1.close());

  const stranger = { authorization: '' };
  const begin = async () => {
    const answer = await test1.app.inject({
      method: 'POST',
      url: '/auth/device/code',
      headers: { ...stranger, 'user-agent': 'outlap/0.1.0 (linux)' },
      payload: { clientId: 'outlap', deviceName: 'pit-wall' },
    });
    expect(answer.statusCode, answer.body).toBe(200);
    return answer.json<{ device_code: string; user_code: string; interval: number }>();
  };
  const look = (code: string, headers = own) =>
    test1.app.inject({ url: `/api/device/${code}`, headers });
  const decide = (code: string, verb: 'approve' | 'deny', headers = own) =>
    test1.app.inject({ method: 'POST', url: `/api/device/${code}/${verb}`, headers });
  const poll = (deviceCode: string) =>
    test1.app.inject({
      method: 'POST',
      url: '/auth/device/token',
      headers: { ...stranger, 'user-agent': 'outlap/0.1.0 (linux)' },
      payload: { clientId: 'outlap', deviceCode },
    });
  const codeOf = (answer: { json: () => unknown }) => (answer.json() as { code: string }).code;
  /** As if the last question had been long ago. */
  const forgetPolls = (userCode: string) =>
    test1.deps.identity.store.update(
      'deviceCode',
      [{ field: 'userCode', value: userCode.replace('-', '') }],
      { lastPolledAt: null },
    );

  test('pending, too often, approved: tokens of a login session named after the device, once', async () => {
    const { device_code, user_code, interval } = await begin();
    expect(user_code).toMatch(/^[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}$/);
    expect(interval).toBe(5);
    expect(codeOf(await poll(device_code))).toBe('authorization_pending');
    expect(codeOf(await poll(device_code))).toBe('slow_down');
    const shown = await look(user_code.toLowerCase().replace('-', ''));
    expect(shown.json()).toMatchObject({
      userCode: user_code,
      status: 'pending',
      clientName: NAME,
      userAgent: 'outlap/0.1.0 (linux)',
      address: '127.0.0.1',
    });
    expect((await decide(user_code, 'approve')).statusCode).toBe(204);
    await forgetPolls(user_code);
    const answer = await poll(device_code);
    expect(answer.statusCode, answer.body).toBe(200);
    const tokens = answer.json<{
      accessToken: string;
      refreshToken: string;
      user: { id: string };
    }>();
    expect(tokens.user.id).toBe(test1.deps.ownerId);
    const devices = await test1.app.inject({ url: '/api/login-sessions', headers: own });
    const { items } = devices.json<{ items: { deviceName: string }[] }>();
    expect(items.map(({ deviceName }) => deviceName)).toContain(NAME);
    expect(codeOf(await poll(device_code))).toBe('device_code_invalid');
    expect((await decide(user_code, 'approve')).statusCode).toBe(404);
  });

  test('a code belongs to the first person who looked at it: nobody else reads or answers it', async () => {
    const { device_code, user_code } = await begin();
    expect((await decide(user_code, 'approve', other)).statusCode).toBe(404);
    expect((await look(user_code)).statusCode).toBe(200);
    expect((await look(user_code, other)).statusCode).toBe(404);
    expect((await decide(user_code, 'approve', other)).statusCode).toBe(404);
    expect((await decide(user_code, 'deny', other)).statusCode).toBe(404);
    expect(codeOf(await poll(device_code))).toBe('authorization_pending');
    expect((await decide(user_code, 'approve')).statusCode).toBe(204);
    await forgetPolls(user_code);
    const { user } = (await poll(device_code)).json<{ user: { id: string } }>();
    expect(user.id).toBe(test1.deps.ownerId);
  });

  test('who is turned away gets nothing', async () => {
    const { device_code, user_code } = await begin();
    await look(user_code);
    expect((await decide(user_code, 'deny')).statusCode).toBe(204);
    expect(codeOf(await poll(device_code))).toBe('device_denied');
    expect(codeOf(await poll(device_code))).toBe('device_code_invalid');
  });

  test('codes grow old', async () => {
    const { device_code, user_code } = await begin();
    const where = [{ field: 'userCode', value: user_code.replace('-', '') }];
    const justNow = new Date(test1.deps.now().getTime() - 1000);
    await test1.deps.identity.store.update('deviceCode', where, { expiresAt: justNow });
    expect(codeOf(await look(user_code))).toBe('device_code_expired');
    expect(codeOf(await decide(user_code, 'approve'))).toBe('device_code_expired');
    expect(codeOf(await poll(device_code))).toBe('device_code_expired');
  });

  test('what lies in the database lets nobody in, nor does a code that was made up', async () => {
    const { user_code } = await begin();
    const where = [{ field: 'userCode', value: user_code.replace('-', '') }];
    const row = await test1.deps.identity.store.findOne('deviceCode', where);
    expect(codeOf(await poll(String(row?.['deviceCode'])))).toBe('device_code_invalid');
    expect(codeOf(await look('ZZZZ-ZZZZ'))).toBe('user_code_unknown');
    expect(codeOf(await decide('ZZZZ-ZZZZ', 'approve'))).toBe('user_code_unknown');
  });

  test('strangers, keys, unknown programs and names with control characters are refused', async () => {
    const { user_code } = await begin();
    expect((await look(user_code, { authorization: 'Bearer ' })).statusCode).toBe(401);
    const { secret } = await test1.deps.identity.keys.create({
      userId: test1.deps.ownerId,
      name: 'key',
      scopes: ['read', 'record', 'write', 'diagnostics', 'admin'],
      expiresAt: null,
    });
    const key = { authorization: `Bearer ${secret}` };
    expect((await decide(user_code, 'approve', key)).statusCode).toBe(403);
    for (const payload of [
      { clientId: 'another' },
      { clientId: 'outlap', deviceName: 'a\u202eb' },
      {},
    ]) {
      const answer = await test1.app.inject({
        method: 'POST',
        url: '/auth/device/code',
        headers: stranger,
        payload,
      });
      expect(answer.statusCode).toBe(400);
    }
  });
});

test('codes cannot be guessed fast, nor asked for without end', async () => {
  const opened = await createTestApp('embedded', { work: false });
  const { app } = opened;
  const statuses = new Set<number>();
  for (let i = 0; i < 31; i++)
    statuses.add((await app.inject({ url: `/api/device/AAAA-AA${10 + i}` })).statusCode);
  expect([...statuses]).toEqual([404, 429]);
  const begin = {
    method: 'POST',
    url: '/auth/device/code',
    payload: { clientId: 'outlap' },
  } as const;
  let last = 200;
  for (let i = 0; i < 31; i++) last = (await app.inject(begin)).statusCode;
  expect(last).toBe(429);
  await opened.close();
});
