import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildApp } from '../src/app.ts';
import type { AppError } from '../src/errors.ts';
import { createPerson } from '../src/identity/accounts.ts';
import { type Counters, openLocalCounters } from '../src/throttle/counters.ts';
import { networkOf } from '../src/throttle/network.ts';
import { openRedisCounters } from '../src/throttle/redis-counters.ts';
import { openThrottle, waitAfter } from '../src/throttle/throttle.ts';
import { HAS_REDIS, startRedis, type TestRedis } from './redis.ts';
import { createTestApp, type TestApp } from './server.ts';
import { Visitor } from './visitor.ts';

const PASSWORD = 'tarmac wolf 29';
const WRONG = 'tarmac wolf 28';

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:0db8:0001:0002:ffff::', '2001:db8:1:2::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
])('%s counts as %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test('each further wrong password makes the wait twice as long, up to a quarter of an hour', () => {
  expect([5, 6, 7, 8, 20].map(waitAfter)).toEqual([15, 30, 60, 120, 900]);
});

test('a server that is alone forgets counts in time, and the oldest before memory runs out', async () => {
  let at = 0;
  const counters = openLocalCounters(() => new Date(at));
  expect(await counters.add('a', 10)).toEqual({ count: 1, seconds: 10 });
  at = 4000;
  expect(await counters.add('a', 10)).toEqual({ count: 2, seconds: 6 });
  at = 10_000;
  expect(await counters.find('a')).toBeUndefined();
  expect(await counters.add('a', 10)).toEqual({ count: 1, seconds: 10 });
  for (let i = 0; i < 100_000; i++) await counters.add(`k${i}`, 1000);
  expect(await counters.find('a')).toBeUndefined();
});

describe.skipIf(!HAS_REDIS)('counts in Redis', () => {
  let redis: TestRedis;
  const opened: Counters[] = [];
  const open = () => {
    const local = openLocalCounters(() => new Date());
    const log = pino({ level: 'silent' });
    const counters = openRedisCounters(redis.url, { namespace: 'test', log, local });
    opened.push(counters);
    return counters;
  };
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(async () => {
    for (const counters of opened) counters.close();
    await redis.remove();
  });

  test('are those of all servers, and each server’s own while Redis is away', async () => {
    const [one, other] = [open(), open()];
    await expect.poll(() => one.add('ready', 60).then(() => other.find('ready'))).toBeDefined();
    expect(await one.add('a', 60)).toEqual({ count: 1, seconds: 60 });
    expect(await other.add('a', 60)).toMatchObject({ count: 2 });
    expect(await one.find('a')).toMatchObject({ count: 2 });
    await other.remove('a');
    expect(await one.find('a')).toBeUndefined();
    await redis.stop();
    await expect.poll(() => one.add('b', 60).then(({ count }) => count)).toBeGreaterThan(0);
    const { count } = await one.add('b', 60);
    expect((await one.add('b', 60)).count).toBe(count + 1);
    expect(await other.find('b')).toBeUndefined();
  });
});

describe('attempts', () => {
  let at = 0;
  const throttle = openThrottle(openLocalCounters(() => new Date(at)));
  const tryOnce = (account: string) =>
    throttle.attempt(account).then(
      () => 'checked',
      (error: AppError) => error.members['retryAfterSeconds'],
    );

  test('wait longer each time, and one is checked after each wait', async () => {
    const account = 'a@example.org';
    for (let i = 0; i < 5; i++) expect(await tryOnce(account)).toBe('checked');
    for (const wait of [15, 30, 60]) {
      expect(await tryOnce(account)).toBe(wait);
      at += wait * 1000;
      expect(await tryOnce(account)).toBe('checked');
    }
    await throttle.succeed(account);
    expect(await tryOnce(account)).toBe('checked');
  });

  test('sent at the same time are not free', async () => {
    const all = await Promise.all(Array.from({ length: 100 }, () => tryOnce('b@example.org')));
    expect(all.filter((one) => one === 'checked')).toHaveLength(5);
  });
});

describe('wrong passwords', () => {
  let t: TestApp;
  let app: Awaited<ReturnType<typeof buildApp>>;
  let at = new Date('2026-06-01T12:00:00Z').getTime();
  const email = 'victim@example.org';
  beforeAll(async () => {
    t = await createTestApp('embedded', { work: false, costly: true, now: () => new Date(at) });
    app = await buildApp(t.deps);
    const { store, passwords } = t.deps.identity;
    const passwordHash = await passwords.hash(PASSWORD);
    for (const one of [email, 'other@example.org'])
      await createPerson({ ...t.deps, store }, { email: one, name: 'Test', passwordHash });
  });
  afterAll(async () => {
    await app.close();
    await t.close();
  });
  const login = (who: Visitor, password: string, one = email) =>
    who.post('/auth/login', { email: one, password, keep: 'cookie' });
  const attack = async (one: string) => {
    const statuses: number[] = [];
    for (let i = 0; i < 8; i++) statuses.push((await login(new Visitor(app), WRONG, one)).status);
    return statuses;
  };

  test('from many addresses lock out strangers, never the devices a person is known by', async () => {
    const known = new Visitor(app);
    expect((await login(known, PASSWORD)).status).toBe(200);
    const statuses = await attack(email);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
    // Not even the right password helps who is not known.
    const stranger = await login(new Visitor(app), PASSWORD);
    expect(stranger.body).toMatchObject({ code: 'too_many_requests' });
    expect(Number(stranger.headers['retry-after'])).toBe(stranger.body['retryAfterSeconds']);
    expect((await login(known, PASSWORD)).status).toBe(200);
    at += 15_000;
    expect((await login(new Visitor(app), PASSWORD)).status).toBe(200);
  });

  test('look the same for an address without an account', async () => {
    expect(await attack('nobody@example.org')).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
    expect((await login(new Visitor(app), PASSWORD, 'nobody@example.org')).status).toBe(429);
  });

  test('at a known device are counted by themselves; its cookie is nothing for others', async () => {
    const known = new Visitor(app);
    await login(known, PASSWORD);
    for (let i = 0; i < 5; i++) expect((await login(known, WRONG)).status).toBe(401);
    expect((await login(known, WRONG)).status).toBe(429);
    expect((await login(new Visitor(app), PASSWORD)).status).toBe(200);
    const thief = new Visitor(app);
    thief.cookies.set('outlap_device', String(known.cookies.get('outlap_device')));
    for (let i = 0; i < 5; i++)
      expect((await login(thief, WRONG, 'other@example.org')).status).toBe(401);
    expect((await login(thief, WRONG, 'other@example.org')).status).toBe(429);
  });

  test('of many accounts from one network are refused before they cost anything', async () => {
    const network = (i: number) => `2001:db8:9:9::${i.toString(16)}`;
    for (let i = 0; i < 57; i++) await t.deps.throttle.fromNetwork('login', network(i));
    const before = t.deps.identity.passwords.count();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        login(new Visitor(app, { address: network(100 + i) }), WRONG, `leak${i}@example.org`),
      ),
    );
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(17);
    for (const { headers } of refused) expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(t.deps.identity.passwords.count() - before).toBe(3);
    expect((await login(new Visitor(app), PASSWORD)).status).toBe(200);
  });

  test(
    'more of them than can be checked are asked to come again, and others are served',
    { timeout: 60_000 },
    async () => {
      const storm = Array.from({ length: 200 }, (_, i) =>
        login(new Visitor(app, { address: `10.77.${i}.1` }), WRONG, `storm${i}@example.org`),
      );
      const slowest: number[] = [];
      for (let i = 0; i < 20; i++) {
        const begun = performance.now();
        expect((await new Visitor(app).get('/health')).status).toBe(200);
        slowest.push(performance.now() - begun);
      }
      const statuses = (await Promise.all(storm)).map(({ status }) => status);
      expect(new Set(statuses)).toEqual(new Set([401, 503]));
      expect(statuses.filter((status) => status === 503).length).toBeGreaterThan(100);
    },
  );
});

describe('addresses of who asks', () => {
  const limitOf = async (env: Record<string, string>) => {
    const t = await createTestApp('embedded', { work: false, env });
    const app = await buildApp(t.deps);
    const ask = (forwarded: string) =>
      new Visitor(app, { address: '127.0.0.1' }).ask('POST', '/auth/verify-email', {
        payload: { token: 'guess' },
        headers: { 'x-forwarded-for': forwarded },
      });
    const statuses = new Set<number>();
    for (let i = 0; i < 70; i++) statuses.add((await ask(`203.0.113.${i}`)).status);
    await app.close();
    await t.close();
    return statuses;
  };

  test('are not believed from a header', async () => {
    expect(await limitOf({})).toEqual(new Set([410, 429]));
  });

  test('are, from the proxies that are listed', async () => {
    expect(await limitOf({ TRUSTED_PROXIES: '127.0.0.1' })).toEqual(new Set([410]));
  });

  test('are not, from proxies that are not', async () => {
    expect(await limitOf({ TRUSTED_PROXIES: '10.0.0.1' })).toEqual(new Set([410, 429]));
  });
});
