import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildApp } from '../src/app.ts';
import { parseConfig } from '../src/config.ts';
import { LOCAL_OWNER } from '../src/deps.ts';
import { openPlaces } from '../src/places.ts';
import { type Opened, openServer } from '../src/server.ts';
import { createTestDatabase, KINDS, type TestDatabase } from './databases.ts';
import { makePlaceDatabase } from './place-database.ts';
import { HAS_REDIS, startRedis, type TestRedis } from './redis.ts';
import { createTestApp } from './server.ts';
import { connectViewer } from './viewer-client.ts';
import { Visitor } from './visitor.ts';

const PASSWORD = 'tarmac wolf 29';

describe.skipIf(!HAS_REDIS || !KINDS.includes('postgres'))('two servers on one database', () => {
  let redis: TestRedis;
  let database: TestDatabase;
  let dataDir: string;
  const servers: { opened: Opened; app: Awaited<ReturnType<typeof buildApp>> }[] = [];
  beforeAll(async () => {
    redis = await startRedis();
    database = await createTestDatabase('postgres');
    dataDir = mkdtempSync(join(tmpdir(), 'outlap-test-'));
    for (let i = 0; i < 2; i++) {
      const env = {
        DATA_DIR: dataDir,
        DEMO: '0',
        LOG_LEVEL: 'silent',
        REDIS_URL: redis.url,
        AUTH_SECRET: 'the same on both servers, long enough',
      };
      const log = pino({ level: 'silent' });
      const opened = await openServer(parseConfig(env), log, { database: database.database });
      servers.push({ opened, app: await buildApp(opened.deps) });
    }
  });
  afterAll(async () => {
    for (const { opened, app } of servers) {
      await app.close();
      await opened.close();
    }
    await database.drop();
    await redis.remove();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const at = (i: number) => {
    const server = servers[i];
    if (!server) throw new Error(`There is no server ${i}`);
    return server;
  };

  test('what is signed out at one is signed out at the other, at once', async () => {
    const here = new Visitor(at(0).app);
    await here.join('both@example.org', PASSWORD);
    const there = new Visitor(at(1).app);
    for (const [name, value] of here.cookies) there.cookies.set(name, value);
    expect((await there.get('/api/auth/me')).status).toBe(200);
    await here.post('/auth/logout');
    await expect.poll(async () => (await there.get('/api/auth/me')).status).toBe(401);
  });

  test('so is an access token from before a change of roles', async () => {
    const there = new Visitor(at(1).app);
    const { body } = await there.join('roles@example.org', PASSWORD);
    const { id } = body['user'] as { id: string };
    expect((await there.get('/api/auth/me')).status).toBe(200);
    await at(0).opened.deps.identity.endTokens(id);
    await expect.poll(async () => (await there.get('/api/auth/me')).status).toBe(401);
    expect((await there.post('/auth/refresh')).status).toBe(200);
    expect((await there.get('/api/auth/me')).status).toBe(200);
  });

  test('attempts count at both together', async () => {
    const login = (i: number) =>
      new Visitor(at(i % 2).app).post('/auth/login', { email: 'x@example.org', password: 'guess' });
    const statuses: number[] = [];
    for (let i = 0; i < 7; i++) statuses.push((await login(i)).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
  });

  test('a token signed by one is good at the other, although each began with no key', async () => {
    const { identity } = at(0).opened.deps;
    const token = await identity.access.issue({
      sub: LOCAL_OWNER,
      sid: LOCAL_OWNER,
      ver: 0,
      roles: ['driver'],
      amr: ['pwd'],
    });
    const claims = await at(1).opened.deps.identity.access.verify(token);
    expect(claims.sub).toBe(LOCAL_OWNER);
  });
});

test('a socket does not outlive the login session that opened it', async () => {
  const t = await createTestApp('embedded', { work: false });
  const app = await buildApp(t.deps);
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const who = new Visitor(app);
  await who.join('socket@example.org', PASSWORD);
  const token = who.cookies.get('outlap_access') ?? '';
  const viewer = await connectViewer(address, { headers: { authorization: `Bearer ${token}` } });
  await who.post('/auth/logout');
  expect(await viewer.untilClosed()).toMatchObject({ code: 4401 });
  await app.close();
  await t.close();
});

test('a recorder, which signed in by a code, never administers', async () => {
  const t = await createTestApp('embedded', { work: false });
  const { identity } = t.deps;
  const login = { userId: LOCAL_OWNER, amr: ['device'], address: '10.0.0.1', userAgent: 'outlap' };
  const tokens = await identity.issueTokens(await identity.startLogin(login));
  expect(tokens.expiresIn).toBe(900);
  expect((await identity.access.verify(tokens.accessToken)).roles).toEqual(['driver']);
  await t.close();
});

test('places are those of the database; without one, or for other addresses, there are none', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'outlap-test-'));
  const path = join(folder, 'places.mmdb');
  const imola = { city: { names: { en: 'Imola' } }, country: { names: { en: 'Italy' } } };
  writeFileSync(path, makePlaceDatabase([203, 0, 113], 24, imola));
  const places = openPlaces(path);
  expect(await places.find('203.0.113.77')).toBe('Imola, Italy');
  expect(await places.find('198.51.100.1')).toBeNull();
  expect(await places.find('nonsense')).toBeNull();
  expect(await openPlaces('').find('203.0.113.77')).toBeNull();
  rmSync(folder, { recursive: true });
  expect(() => openPlaces(path)).toThrow('PLACE_DATABASE');
});
