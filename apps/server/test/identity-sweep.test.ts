import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sweepExpired } from '../src/identity/sweep.ts';
import { KINDS } from './databases.ts';
import { createTestApp, type TestApp } from './server.ts';

describe.each(KINDS)('what has expired (%s)', (kind) => {
  let t: TestApp;
  beforeAll(async () => {
    t = await createTestApp(kind, { work: false });
  });
  afterAll(() => t.close());

  test('is removed a day later, and nothing else', async () => {
    const { identity, newId, now, ownerId, db } = t.deps;
    const { store } = identity;
    const before = now().getTime();
    const hours = (n: number) => new Date(before + n * 3_600_000);
    const at = { createdAt: hours(-100), updatedAt: hours(-100) };
    for (let n = 0; n < 600; n++)
      await store.create('verification', {
        ...{ id: newId(), identifier: `old-${n}`, value: '', expiresAt: hours(-25), ...at },
      });
    for (const [identifier, life] of [
      ['yesterday', -23],
      ['tomorrow', 24],
    ] as const)
      await store.create('verification', {
        ...{ id: newId(), identifier, value: '', expiresAt: hours(life), ...at },
      });
    const login = { userId: ownerId, amr: ['pwd'], address: '127.0.0.1', userAgent: 'test' };
    const [ended, living] = [await identity.startLogin(login), await identity.startLogin(login)];
    await identity.issueTokens(ended);
    await identity.issueTokens(living);
    const where = [{ field: 'id', value: ended }];
    await store.update('session', where, { expiresAt: hours(-30) });

    expect(await sweepExpired({ db, now })).toBe(601);
    const left = await store.findMany('verification', []);
    expect(left.map(({ identifier }) => identifier).sort()).toEqual(['tomorrow', 'yesterday']);
    expect(await store.findOne('session', where)).toBeUndefined();
    const tokens = await store.findMany('refreshToken', [{ field: 'userId', value: ownerId }]);
    expect(tokens.map(({ loginSessionId }) => loginSessionId)).not.toContain(ended);
    expect(tokens.map(({ loginSessionId }) => loginSessionId)).toContain(living);
    expect(await sweepExpired({ db, now })).toBe(0);
  });
});
