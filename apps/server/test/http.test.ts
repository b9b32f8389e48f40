import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fastify } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ERRORS } from '../src/errors.ts';
import { serveWebApp } from '../src/http/static.ts';
import { createTestApp, type TestApp } from './server.ts';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp('embedded', {
    work: false,
    env: { ALLOWED_ORIGINS: 'https://laps.example' },
  });
});
afterAll(() => t.close());

const ask = (
  headers: Record<string, string>,
  url = '/api/sessions',
  method: 'GET' | 'POST' = 'GET',
) => t.app.inject({ method, url, headers: { host: '127.0.0.1:8000', ...headers } });

describe('no other site drives the server', () => {
  test.each([
    {},
    { host: 'localhost:8000' },
    { host: '[::1]:8000' },
    { origin: 'http://127.0.0.1:8000' },
    { origin: 'https://laps.example' },
    { 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'none' },
  ])('%j passes', async (headers) => {
    expect((await ask(headers)).statusCode).toBe(200);
  });

  test.each([
    { host: 'evil.example' },
    { host: 'evil.example:8000', origin: 'http://evil.example:8000' },
    { host: '127.0.0.1.evil.example' },
    { host: 'localhost.' },
  ])('%j gets 421: DNS rebinding', async (headers) => {
    expect((await ask(headers)).json()).toMatchObject({ status: 421, code: 'host_not_allowed' });
  });

  test('balancers, which know an address and no name, may ask how it is, and nothing else', async () => {
    const headers = { host: '10.0.3.17:8000' };
    for (const url of ['/health', '/health/ready'])
      expect((await ask(headers, url)).statusCode).toBe(200);
    for (const url of ['/health/', '/metrics', '/', '/api/sessions'])
      expect((await ask(headers, url)).statusCode).toBe(421);
    expect((await ask({ ...headers, origin: 'http://evil.example' }, '/health')).statusCode).toBe(
      403,
    );
  });

  test.each([
    { origin: 'http://evil.example' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1:3000' },
    { origin: 'http://localhost:8000' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
  ])('%j gets 403', async (headers) => {
    for (const method of ['GET', 'POST'] as const)
      for (const url of ['/api/sessions', '/api/sessions/import'])
        expect((await ask(headers, url, method)).json()).toMatchObject({
          status: 403,
          code: 'origin_not_allowed',
        });
  });

  test('a link from another site to a page of ours may be followed, a frame may not', async () => {
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    const followed = await ask({ ...link, 'sec-fetch-dest': 'document' }, '/compare?laps=1');
    expect(followed.statusCode).not.toBe(403);
    expect((await ask({ ...link, 'sec-fetch-dest': 'iframe' }, '/compare')).statusCode).toBe(403);
  });
});

test('every answer carries the headers that limit a page', async () => {
  for (const url of ['/health', '/api/nothing', '/']) {
    const { headers } = await ask({}, url);
    expect(headers['content-security-policy']).toContain("default-src 'self'");
    expect(headers['content-security-policy']).not.toContain("script-src 'self' 'unsafe-inline'");
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['x-frame-options']).toBe('DENY');
  }
});

test('unknown paths of the API are problem documents with the id of the request', async () => {
  const response = await ask({}, '/api/nothing');
  expect(response.headers['content-type']).toContain('application/problem+json');
  expect(response.json()).toMatchObject({
    type: 'urn:outlap:error:not_found',
    title: 'Not Found',
    status: 404,
    code: 'not_found',
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
  });
});

test('unknown paths are the app, but not what looks like a file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'outlap-web-'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html>the app');
  const site = fastify();
  await serveWebApp(site, folder);
  for (const url of ['/', '/sessions/5d0e?lap=2', '/live/5d0e?v=1.5', '/deep/in/the/app'])
    expect((await site.inject(url)).body).toContain('the app');
  for (const url of ['/favicon.ico', '/robots.txt?a=b', '/.env', '/wp/login.php', '/_app/old.js'])
    expect((await site.inject(url)).json()).toMatchObject({ status: 404, code: 'not_found' });
  await site.close();
  rmSync(folder, { recursive: true });
});

test('a broken body, a too large one and a wrong type are refused', async () => {
  const post = (payload: string, type: string) =>
    t.app.inject({
      method: 'POST',
      url: '/api/export',
      payload,
      headers: { 'content-type': type },
    });
  expect((await post('{', 'application/json')).json()).toMatchObject({
    status: 400,
    code: 'invalid_request',
  });
  expect((await post('{"format":"exe"}', 'application/json')).json()).toMatchObject({
    code: 'invalid_request',
  });
  expect((await post('x', 'text/x-unknown')).json()).toMatchObject({
    status: 415,
    code: 'unsupported_media_type',
  });
  const large = JSON.stringify({ format: 'csv', channels: ['x'.repeat(2_000_000)] });
  expect((await post(large, 'application/json')).json()).toMatchObject({
    status: 413,
    code: 'body_too_large',
  });
});

test('a failure inside tells nothing but its code', async () => {
  const claims = { sub: 'not-a-uuid', sid: t.deps.newId(), roles: [], amr: ['pwd'], ver: 0 };
  const headers = { authorization: `Bearer ${await t.deps.identity.access.issue(claims)}` };
  const response = await t.app.inject({ url: '/api/sessions', headers });
  expect(response.json()).toMatchObject({ status: 500, code: 'internal' });
  expect(response.body).not.toContain('uuid');
});

test('cookies that are no tokens are those of a stranger, however broken', async () => {
  for (const cookie of [
    'outlap_access=%',
    'outlap_access=%E0%A4%A',
    'outlap_link=%zz; outlap_access',
  ])
    for (const url of ['/api/sessions', '/api/sessions/00000000-0000-7000-8000-000000000001']) {
      const response = await t.app.inject({ url, headers: { authorization: '', cookie } });
      expect([cookie, response.statusCode]).toEqual([cookie, 401]);
    }
});

test('health is alive and ready', async () => {
  expect((await ask({}, '/health')).json()).toMatchObject({ status: 'ok' });
  expect((await ask({}, '/health/ready')).json()).toEqual({
    status: 'ok',
    checks: {
      database: 'ok',
      objects: 'ok',
      jobs: 'ok',
      redis: 'off',
      ingestQueue: 'off',
      objectEventsQueue: 'off',
      mail: 'off',
    },
    required: ['database', 'objects'],
  });
});

test('readiness fails when the object store does not answer', async () => {
  const { healthRoutes } = await import('../src/features/health/routes.ts');
  const { default: Fastify } = await import('fastify');
  const { Health } = await import('../src/features/health/schemas.ts');
  const { listComponents } = await import('../src/http/schema.ts');
  expect(Health).toBeDefined();
  const app = Fastify();
  for (const schema of listComponents()) app.addSchema(schema);
  const head = () => Promise.reject(new Error('down'));
  await app.register(healthRoutes({ ...t.deps, objects: { ...t.deps.objects, head } }));
  const response = await app.inject('/health/ready');
  expect(response.statusCode).toBe(503);
  expect(response.json()).toMatchObject({
    status: 'unavailable',
    checks: { database: 'ok', objects: 'failed' },
  });
  await app.close();
});

test('every error code has a status of its own kind', () => {
  for (const [code, status] of Object.entries(ERRORS)) {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(status).toBeGreaterThanOrEqual(400);
  }
});
