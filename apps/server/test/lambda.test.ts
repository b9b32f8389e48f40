import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { verifySource } from '../src/audit/verify.ts';
import type { HttpResult } from '../src/lambda/event.ts';
import { readTotp } from './authenticator-app.ts';
import type { LambdaInstance } from './lambda-instance.ts';
import { LambdaVisitor, PASSWORD } from './lambda-visitor.ts';
import {
  bodyOf,
  LambdaWorld,
  OTHER_ORIGIN,
  PUBLIC_URL,
  NEXT_SECRET,
  SECRET,
  toEvent,
} from './lambda-world.ts';
import { createTestApp } from './server.ts';

/** When answers come that may mail somebody, less what clocks differ by. */
const ANSWER_MS = 3990;
/** When AWS gives a function up. */
const LIMIT_MS = 15_000;

// Passwords cost here what they cost in the product, and each function is a process.
vi.setConfig({ testTimeout: 180_000 });

let world: LambdaWorld;
beforeAll(async () => {
  world = await LambdaWorld.open();
}, 120_000);
afterAll(() => world.close());

const visitor = () => new LambdaVisitor(world);
const refusalOf = (result: HttpResult) => ({
  status: result.statusCode,
  code: bodyOf(result)['code'],
});
const DENIED = { status: 401, code: 'sign_in_again' };

describe('from an account to its end', () => {
  test('sign-up, proof of the address, sign-in, who one is', async () => {
    const someone = visitor();
    const { email } = someone;
    const made = await someone.post('signup', '/auth/signup', {
      email,
      password: PASSWORD,
      name: 'Some driver',
    });
    expect([made.statusCode, bodyOf(made)]).toEqual([202, { next: 'verify-email' }]);
    expect(refusalOf(await someone.login())).toEqual({ status: 403, code: 'email_not_verified' });
    const token = await world.mailbox.takeToken(email, /Confirm/);
    expect((await someone.post('signup', '/auth/verify-email', { token })).statusCode).toBe(204);
    someone.take(await someone.login());
    const user = await someone.get('get-user', '/auth/user');
    expect(bodyOf(user)).toMatchObject({ email, emailVerified: true, roles: ['driver'] });
    expect(bodyOf(await someone.get('get-user', '/api/auth/me'))).toMatchObject({ email });
  });

  test('a refresh token is used once; a second use ends the login session everywhere', async () => {
    const someone = await visitor().enter();
    const first = someone.tokens?.refreshToken;
    const refresh = (refreshToken: string | undefined) =>
      someone.post('login', '/auth/refresh', { refreshToken });
    someone.take(await refresh(first));
    someone.take(await refresh(someone.tokens?.refreshToken));
    expect((await someone.get('get-user', '/auth/user')).statusCode).toBe(200);
    expect(refusalOf(await refresh(first))).toEqual({ status: 401, code: 'refresh_token_invalid' });
    expect(refusalOf(await refresh(someone.tokens?.refreshToken)).status).toBe(401);
    expect(refusalOf(await someone.get('get-user', '/auth/user'))).toEqual(DENIED);
  });

  test('who signs out is out on the other functions at once', async () => {
    const someone = await visitor().enter();
    expect((await someone.get('get-user', '/auth/user')).statusCode).toBe(200);
    expect((await someone.post('login', '/auth/logout')).statusCode).toBe(204);
    expect(refusalOf(await someone.get('get-user', '/auth/user'))).toEqual(DENIED);
  });

  test('the token form of OAuth 2, and the public keys of its token', async () => {
    const someone = await visitor().join();
    const body = new URLSearchParams({ username: someone.email, password: PASSWORD }).toString();
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await world.ask('login', 'POST', '/api/auth/token', {
      headers: form,
      body: Buffer.from(body).toString('base64'),
      isBase64Encoded: true,
    });
    expect(bodyOf(answer)).toMatchObject({ token_type: 'bearer', expires_in: 900 });
    const [header = ''] = String(bodyOf(answer)['access_token']).split('.');
    const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string };
    const keys = await someone.get('get-user', '/.well-known/jwks.json');
    expect(keys.headers['cache-control']).toBe('public, max-age=300');
    expect(bodyOf(keys)['keys']).toContainEqual(expect.objectContaining({ kid, kty: 'OKP' }));
  });
});

describe('what a stranger may try', () => {
  test('ten sign-ups with one address at the same time leave one account', async () => {
    const { email } = visitor();
    const [one, other] = [await world.cold('signup'), await world.cold('signup')];
    const body = JSON.stringify({ email, password: PASSWORD, name: 'Some driver' });
    const headers = { 'content-type': 'application/json' };
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        (n % 2 === 0 ? one : other).invoke(toEvent('POST', '/auth/signup', { headers, body })),
      ),
    );
    // Who asks is told the same, and a refusal for the crowd is no account either.
    for (const answer of answers) expect([202, 503]).toContain(answer?.statusCode);
    expect(await world.store.count('user', [{ field: 'email', value: email }])).toBe(1);
    const user = await world.store.findOne('user', [{ field: 'email', value: email }]);
    const own = [{ field: 'userId', value: user?.['id'] ?? null }];
    expect(await world.store.count('account', own)).toBe(1);
  });

  test('a taken address is answered alike, at the time of every such answer', async () => {
    const someone = await visitor().join();
    const { email } = someone;
    const started = performance.now();
    const again = await visitor().post('signup', '/auth/signup', {
      email,
      password: PASSWORD,
      name: 'Another',
    });
    expect([again.statusCode, bodyOf(again)]).toEqual([202, { next: 'verify-email' }]);
    expect(performance.now() - started).toBeGreaterThanOrEqual(ANSWER_MS);
    await world.mailbox.take(email, /account/i);
  });

  test('wrong passwords lock the account out on every instance', async () => {
    const someone = await visitor().join();
    for (let guess = 0; guess < 4; guess++)
      expect(refusalOf(await someone.login('tarmac wolf 28'))).toEqual({
        status: 401,
        code: 'credentials_wrong',
      });
    await someone.login('tarmac wolf 28');
    const other = await world.cold('login');
    const locked = await other.invoke(
      toEvent('POST', '/auth/login', {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email: someone.email, password: PASSWORD }),
        address: '198.51.100.251',
      }),
    );
    expect(refusalOf(locked)).toEqual({ status: 429, code: 'too_many_requests' });
    expect(Number(locked.headers['retry-after'])).toBeGreaterThan(0);
  });

  test('what is no JSON, too large or nowhere is a problem with a code', async () => {
    const headers = { 'content-type': 'application/json' };
    const broken = await world.ask('login', 'POST', '/auth/login', { headers, body: '{"email":' });
    expect(refusalOf(broken)).toEqual({ status: 400, code: 'invalid_request' });
    expect(broken.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(bodyOf(broken)['requestId']).toMatch(/^gateway-/);
    const body = JSON.stringify({ email: 'x'.repeat(1024 * 1024) });
    const large = await world.ask('login', 'POST', '/auth/login', { headers, body });
    expect(refusalOf(large)).toEqual({ status: 413, code: 'body_too_large' });
    const nowhere = await world.ask('login', 'GET', '/auth/user');
    expect(refusalOf(nowhere)).toEqual({ status: 404, code: 'not_found' });
  });

  test('pages of listed origins may read, others may not ask', async () => {
    const preflight = (origin: string) =>
      world.ask('login', 'OPTIONS', '/auth/login', {
        headers: { origin, 'access-control-request-method': 'POST' },
      });
    const good = await preflight(OTHER_ORIGIN);
    expect([good.statusCode, good.headers['access-control-allow-origin']]).toEqual([
      204,
      OTHER_ORIGIN,
    ]);
    expect(good.headers['access-control-allow-methods']).toMatch(/POST/);
    const bad = await preflight('https://elsewhere.example.com');
    expect(refusalOf(bad)).toEqual({ status: 403, code: 'origin_not_allowed' });
    expect(bad.headers).not.toHaveProperty('access-control-allow-origin');
  });
});

describe('a browser', () => {
  test('keeps its tokens in cookies, each in a line of its own', async () => {
    const someone = await visitor().join();
    const origin = { origin: PUBLIC_URL };
    const body = { email: someone.email, password: PASSWORD, keep: 'cookie' };
    const login = await someone.post('login', '/auth/login', body, { headers: origin });
    expect(bodyOf(login)).not.toHaveProperty('accessToken');
    expect(login.cookies.map((line) => line.split('=')[0])).toEqual(
      expect.arrayContaining(['__Host-outlap_access', '__Host-outlap_refresh', 'outlap_device']),
    );
    expect(login.headers).not.toHaveProperty('set-cookie');
    for (const line of login.cookies) expect(line).toMatch(/; HttpOnly; SameSite=Lax; Secure$/);
    const cookies = login.cookies.map((line) => line.split(';')[0] ?? '');
    const me = await someone.get('get-user', '/api/auth/me', { cookies, headers: origin });
    expect(bodyOf(me)).toMatchObject({ email: someone.email });
    const refreshed = await someone.post('login', '/auth/refresh', {}, { cookies });
    expect(refreshed.statusCode).toBe(200);
    expect(refreshed.cookies.some((line) => line.startsWith('__Host-outlap_access='))).toBe(true);
  });

  test('shows a second factor where there is one, and a code works once', async () => {
    const someone = await visitor().enter();
    const { uri } = bodyOf(
      await someone.post('identity', '/api/second-factors/totp/start', { password: PASSWORD }),
    ) as { uri: string };
    const codeOf = readTotp(uri);
    const on = await someone.post('identity', '/api/second-factors/totp/confirm', {
      code: codeOf(-1),
    });
    expect(on.statusCode).toBe(200);
    const asked = await someone.login();
    expect(refusalOf(asked)).toEqual({ status: 403, code: 'second_factor_required' });
    const { challenge } = bodyOf(asked) as { challenge: string };
    const code = codeOf();
    const shown = await someone.post('identity', '/auth/second-factor', {
      challenge,
      method: 'totp',
      code,
    });
    someone.take(shown);
    expect((await someone.get('get-user', '/auth/user')).statusCode).toBe(200);
    const { challenge: next } = bodyOf(await someone.login()) as { challenge: string };
    const replayed = await someone.post('identity', '/auth/second-factor', {
      challenge: next,
      method: 'totp',
      code,
    });
    expect(replayed.statusCode).toBe(401);
  });

  test('signs in by a mailed link, once', async () => {
    const someone = await visitor().join();
    const { email } = someone;
    expect((await someone.post('identity', '/auth/magic-link', { email })).statusCode).toBe(202);
    const token = await world.mailbox.takeToken(email, /sign in/i);
    const verify = () => someone.post('identity', '/auth/magic-link/verify', { token });
    someone.take(await verify());
    expect((await someone.get('get-user', '/auth/user')).statusCode).toBe(200);
    expect(refusalOf(await verify())).toEqual({ status: 410, code: 'link_invalid' });
  });
});

describe('a program', () => {
  test('shows an API key until it is revoked', async () => {
    const someone = await visitor().enter();
    const made = bodyOf(
      await someone.post('identity', '/api/keys', { name: 'script', scopes: ['read'] }),
    ) as { key: { id: string }; secret: string };
    const read = () =>
      world.ask('get-user', 'GET', '/auth/user', {
        headers: { authorization: `Bearer ${made.secret}` },
      });
    expect(bodyOf(await read())).toMatchObject({ email: someone.email });
    const listed = bodyOf(await someone.get('identity', '/api/keys')) as {
      items: { lastUsedAddress: string }[];
    };
    expect(listed.items[0]?.lastUsedAddress).toBe('192.0.2.7');
    await someone.delete('identity', `/api/keys/${made.key.id}`);
    expect(refusalOf(await read())).toEqual({ status: 401, code: 'unauthorized' });
  });

  test('is signed in by a code that a person approves', async () => {
    const begun = bodyOf(
      await world.post('identity', '/auth/device/code', { clientId: 'outlap', deviceName: 'rig' }),
    ) as { device_code: string; user_code: string };
    const poll = () =>
      world.post('identity', '/auth/device/token', {
        clientId: 'outlap',
        deviceCode: begun.device_code,
      });
    expect(refusalOf(await poll()).code).toBe('authorization_pending');
    const someone = await visitor().enter();
    const path = `/api/device/${begun.user_code}`;
    expect(bodyOf(await someone.get('identity', path))).toMatchObject({ status: 'pending' });
    expect((await someone.post('identity', `${path}/approve`)).statusCode).toBe(204);
    const row = await world.store.findOne('deviceCode', [
      { field: 'userCode', value: begun.user_code.replace('-', '') },
    ]);
    expect(row?.['status']).toBe('approved');
  });
});

describe('how long an answer takes does not tell of an account', () => {
  let sink: SMTPServer;
  let instance: LambdaInstance;
  let email: string;
  const delayed: string[] = [];
  let delayMs = 0;
  beforeAll(async () => {
    sink = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      closeTimeout: 100,
      onConnect: (_session, greet) => {
        if (delayMs < Infinity) setTimeout(greet, delayMs);
      },
      onRcptTo: ({ address }, _session, done) => {
        delayed.push(address);
        done();
      },
      onData: (stream, _session, done) => void stream.on('end', done).resume(),
    });
    sink.listen(0, '127.0.0.1');
    await once(sink.server, 'listening');
    const { port } = sink.server.address() as AddressInfo;
    instance = await world.cold('identity', { SMTP_URL: `smtp://127.0.0.1:${port}` });
    ({ email } = await visitor().join());
  });
  afterAll(() => sink.close());

  const timeOf = async (asked: string) => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ email: asked });
    const { address } = visitor();
    const started = performance.now();
    const event = toEvent('POST', '/auth/forgot', { headers, body, address });
    expect((await instance.invoke(event)).statusCode).toBe(202);
    return performance.now() - started;
  };

  test.each([
    ['takes its time', 1100],
    ['never answers', Infinity],
  ])('while the mail server %s', async (_, delay) => {
    delayMs = delay;
    for (const asked of [email, 'nobody@example.org']) {
      const took = await timeOf(asked);
      expect(took).toBeGreaterThanOrEqual(ANSWER_MS);
      expect(took).toBeLessThan(LIMIT_MS);
    }
    // Who it was for gets it where there was time; else the log says so.
    expect(delayed).toEqual([email]);
    const isLogged = instance.log.includes('the mail server did not take a mail');
    expect(isLogged).toBe(delay === Infinity);
  });
});

describe('an instance', () => {
  test('asks for the secret once, and serves on while nobody answers', async () => {
    const before = world.secrets.asked.length;
    const instance = await world.cold('get-user');
    const ask = () => instance.invoke(toEvent('GET', '/.well-known/jwks.json'));
    expect((await ask()).statusCode).toBe(200);
    expect((await ask()).statusCode).toBe(200);
    expect(world.secrets.asked.length - before).toBe(1);
    await instance.skip(301_000);
    expect((await ask()).statusCode).toBe(200);
    expect(world.secrets.asked.length - before).toBe(2);
    world.secrets.isAway = true;
    await instance.skip(301_000);
    expect((await ask()).statusCode).toBe(200);
    world.secrets.isAway = false;
  });

  test('without a secret answers nobody, and does once there is one', async () => {
    world.secrets.isAway = true;
    const instance = await world.cold('get-user');
    const ask = () => instance.invoke(toEvent('GET', '/.well-known/jwks.json'));
    await expect(ask()).rejects.toThrow(/Decryption|secret/i);
    world.secrets.isAway = false;
    expect((await ask()).statusCode).toBe(200);
  });

  test('takes a new secret while it is warm; what the old one signed stays good', async () => {
    const someone = await visitor().enter();
    const instance = await world.cold('get-user');
    const login = await world.cold('login');
    const headers = { authorization: `Bearer ${someone.tokens?.accessToken}` };
    const read = () => instance.invoke(toEvent('GET', '/auth/user', { headers }));
    expect((await read()).statusCode).toBe(200);
    // It has waited in second place, known to every instance.
    world.secrets.value = `${NEXT_SECRET},a third that waits for its turn now,${SECRET}`;
    await instance.skip(301_000);
    await login.skip(301_000);
    expect((await read()).statusCode).toBe(200);
    const json = { 'content-type': 'application/json' };
    const body = JSON.stringify({ email: someone.email, password: PASSWORD });
    const again = await login.invoke(toEvent('POST', '/auth/login', { headers: json, body }));
    expect(again.statusCode).toBe(200);
    const { refreshToken } = bodyOf(again);
    const refreshed = await login.invoke(
      toEvent('POST', '/auth/refresh', { headers: json, body: JSON.stringify({ refreshToken }) }),
    );
    expect(refreshed.statusCode).toBe(200);
  });

  test('tells the visitor of CloudFront where that shows its secret', async () => {
    const secret = 'e'.repeat(48);
    const instance = await world.cold('login', { EDGE_SECRET: secret });
    const body = JSON.stringify({ email: 'nobody@example.org', password: PASSWORD });
    const ask = (shown: string, visitor: string) =>
      instance.invoke(
        toEvent('POST', '/auth/login', {
          headers: {
            'content-type': 'application/json',
            'x-outlap-edge': shown,
            'x-forwarded-for': `${visitor}, 130.176.0.1`,
          },
          body,
          address: '130.176.0.1',
        }),
      );
    await ask(secret, '203.0.113.50');
    await ask('another', '203.0.113.51');
    const rows = await world.chain.list({ after: 0, limit: 10_000 });
    const addresses = rows.map(({ address }) => address);
    expect(addresses).toContain('203.0.113.50');
    expect(addresses).not.toContain('203.0.113.51');
    expect(addresses).toContain('130.176.0.1');
  });

  test('tells who a request came from by the gateway alone, in a chain that holds', async () => {
    const someone = visitor();
    await someone.login('tarmac wolf 28');
    const rows = await world.chain.list({ after: 0, limit: 10_000 });
    const mine = rows.filter(({ address }) => address === someone.address);
    expect(mine.map(({ action, result }) => [action, result])).toEqual([
      ['login.failed', 'refused'],
    ]);
    expect(mine[0]?.request_id).toMatch(/^gateway-/);
    expect(rows.some(({ address }) => address === '203.0.113.99')).toBe(false);
    expect(await verifySource(world.chain, [SECRET, NEXT_SECRET])).toMatchObject({
      ok: true,
      problems: [],
      entries: rows.length,
    });
  });
});

test('a server on the same table believes the tokens, and its own are believed', async () => {
  const someone = await visitor().enter();
  const t = await createTestApp('embedded', {
    work: false,
    env: {
      IDENTITY_STORE: world.storeUrl,
      AUTH_SECRET: `${SECRET},${NEXT_SECRET}`,
      PUBLIC_URL,
      ALLOWED_HOSTS: 'outlap.example.org',
    },
  });
  try {
    const host = 'outlap.example.org';
    const bearer = (token = '') => ({ host, authorization: `Bearer ${token}` });
    const known = await t.app.inject({
      url: '/api/auth/me',
      headers: bearer(someone.tokens?.accessToken),
    });
    expect(known.json()).toMatchObject({ email: someone.email });
    const login = await t.app.inject({
      method: 'POST',
      url: '/auth/login',
      headers: { host, authorization: '' },
      payload: { email: someone.email, password: PASSWORD },
    });
    expect(login.statusCode, login.body).toBe(200);
    const { accessToken, refreshToken } = login.json<Record<string, string>>();
    const headers = bearer(accessToken);
    expect((await world.ask('get-user', 'GET', '/auth/user', { headers })).statusCode).toBe(200);
    const renewed = await world.post('login', '/auth/refresh', { refreshToken });
    expect(renewed.statusCode).toBe(200);
  } finally {
    await t.close();
  }
});
