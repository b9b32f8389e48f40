import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildApp } from '../src/app.ts';
import { openMailbox } from './mailbox.ts';
import { createTestApp, type TestApp } from './server.ts';
import { Visitor } from './visitor.ts';

const PASSWORD = 'tarmac wolf 29';
const PAGE = 'https://laps.example';

describe('the edge of the server', () => {
  let t: TestApp;
  let app: Awaited<ReturnType<typeof buildApp>>;
  beforeAll(async () => {
    t = await createTestApp('embedded', { work: false, env: { ALLOWED_ORIGINS: PAGE } });
    app = await buildApp(t.deps);
  });
  afterAll(async () => {
    await app.close();
    await t.close();
  });
  const ask = (method: string, url: string, headers: Record<string, string> = {}) =>
    app.inject({ method: method as 'GET', url, headers: { host: '127.0.0.1:8000', ...headers } });

  test('lets pages of listed origins read answers, without cookies', async () => {
    const answer = await ask('GET', '/auth/options', { origin: PAGE });
    expect(answer.headers).toMatchObject({ 'access-control-allow-origin': PAGE, vary: 'origin' });
    expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
    const preflight = await ask('OPTIONS', '/api/sessions', {
      origin: PAGE,
      'access-control-request-method': 'DELETE',
    });
    expect(preflight.statusCode).toBe(204);
    expect(preflight.headers['access-control-allow-methods']).toContain('DELETE');
    expect(preflight.headers).not.toHaveProperty('access-control-allow-credentials');
  });

  test('does not take cookies from them, but tokens', async () => {
    const who = new Visitor(app);
    await who.join('cors@example.org', PASSWORD);
    const headers = { origin: PAGE };
    expect((await who.ask('GET', '/api/auth/me')).status).toBe(200);
    expect((await who.ask('GET', '/api/auth/me', { headers })).status).toBe(401);
    who.bearer = String(who.cookies.get('outlap_access'));
    expect((await who.ask('GET', '/api/auth/me', { headers })).status).toBe(200);
  });

  test('keeps the cookies of its own page, also where its address is listed', async () => {
    const config = { ...t.deps.config, PUBLIC_URL: PAGE };
    const own = await buildApp({ ...t.deps, config });
    const who = new Visitor(own);
    await who.join('own@example.org', PASSWORD);
    const headers = { origin: PAGE };
    expect((await who.ask('GET', '/api/auth/me', { headers })).status).toBe(200);
    const left = await who.ask('POST', '/auth/logout', { headers, payload: {} });
    expect([left.status, who.cookies.has('outlap_access')]).toEqual([204, false]);
    await own.close();
  });

  test('says nothing of other origins', async () => {
    const refused = await ask('OPTIONS', '/api/sessions', { origin: 'https://evil.example' });
    expect(refused.statusCode).toBe(403);
    expect(refused.headers).not.toHaveProperty('access-control-allow-origin');
    const own = await ask('GET', '/auth/options', { origin: 'http://127.0.0.1:8000' });
    expect(own.headers).not.toHaveProperty('access-control-allow-origin');
  });

  test('names each request, and takes no name from outside', async () => {
    const answer = await ask('GET', '/api/auth/me', {
      'request-id': 'mine',
      'x-request-id': 'mine',
    });
    const { requestId } = answer.json<{ requestId: string }>();
    expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.headers['x-request-id']).toBe(requestId);
  });

  test('takes no body beyond a megabyte, no form beyond 16 kB, no long parameter', async () => {
    const big = await app.inject({
      method: 'POST',
      url: '/auth/login',
      headers: { host: '127.0.0.1:8000' },
      payload: { email: 'x'.repeat(2 ** 21), password: 'x' },
    });
    expect(big.json()).toMatchObject({ status: 413, code: 'body_too_large' });
    const form = await app.inject({
      method: 'POST',
      url: '/api/auth/token',
      headers: { host: '127.0.0.1:8000', 'content-type': 'application/x-www-form-urlencoded' },
      payload: `username=${'x'.repeat(20_000)}&password=x`,
    });
    expect(form.json()).toMatchObject({ code: 'body_too_large' });
    const long = await ask('DELETE', `/api/login-sessions/${'x'.repeat(300)}`);
    expect(long.statusCode).toBeGreaterThanOrEqual(400);
    expect(long.statusCode).toBeLessThan(500);
  });

  test('takes no headers beyond 16 kB', async () => {
    await app.listen({ host: '127.0.0.1', port: 0 });
    const address = app.server.address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    const answer = await fetch(`http://127.0.0.1:${address.port}/health`, {
      headers: { 'x-long': 'x'.repeat(20_000) },
    });
    expect(answer.status).toBe(431);
  });

  test('keeps strict headers on pages and answers', async () => {
    for (const url of ['/', '/sign-in', '/api/auth/me', '/auth/options']) {
      const { headers } = await ask('GET', url);
      expect(headers['content-security-policy']).toMatch(
        /default-src 'self'.*frame-ancestors 'none'/,
      );
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'same-origin',
      });
      expect(headers['cache-control'], url).toMatch(/no-store|no-cache/);
    }
  });
});

test('no password, token, link or cookie gets into the log', { timeout: 60_000 }, async () => {
  const lines: string[] = [];
  const logTo = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString());
      done();
    },
  });
  const mailbox = await openMailbox();
  const t = await createTestApp('embedded', { logTo, env: { SMTP_URL: mailbox.url } });
  const app = await buildApp(t.deps);
  const who = new Visitor(app);
  const email = 'log@example.org';
  await who.post('/auth/signup', { email, password: PASSWORD, name: 'Lo Gan' });
  const verify = await mailbox.takeToken(email, /confirm/i);
  await who.post('/auth/verify-email', { token: verify });
  await who.post('/auth/login', { email, password: 'gravel heron 84' });
  await who.post('/auth/login', { email, password: PASSWORD, keep: 'cookie' });
  const cookies = [...who.cookies.values()];
  await who.post('/auth/refresh');
  await who.post('/auth/forgot', { email });
  const reset = await mailbox.takeToken(email, /new password/i);
  await who.post('/auth/reset', { token: reset, newPassword: 'gravel heron 84' });
  const key = await t.deps.identity.keys.create({
    userId: t.deps.ownerId,
    name: 'k',
    scopes: ['read'],
    expiresAt: null,
  });
  who.bearer = key.secret;
  await who.get('/api/sessions');
  await who.get(`/?ticket=not-a-ticket-but-secret`);
  await app.close();
  await t.close();
  await mailbox.close();
  const log = lines.join('');
  expect(log).toContain('"requestId"');
  const secrets = [
    PASSWORD,
    'gravel heron 84',
    verify,
    reset,
    key.secret,
    ...cookies,
    ...who.cookies.values(),
  ];
  expect(secrets.length).toBeGreaterThan(6);
  for (const secret of secrets) expect(log.includes(secret)).toBe(false);
  expect(log).not.toContain('not-a-ticket-but-secret');
});
