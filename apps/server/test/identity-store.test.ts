import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FIELDS } from '../src/identity/store/fields.ts';
import { matches, sorted } from '../src/identity/store/matching.ts';
import {
  type Condition,
  isTime,
  type Model,
  MODELS,
  NotUniqueError,
  type Row,
  type Value,
} from '../src/identity/store/store.ts';
import { makeDriver } from './drivers.ts';
import { inOrder, nameIn, type Step, stepOf } from './identity-steps.ts';
import { createTestStore, STORE_KINDS, type TestStore } from './identity-stores.ts';

const NOW = new Date('2026-05-01T12:00:00.000Z');
const LATER = new Date('2026-05-02T12:00:00.000Z');
const by = (field: string, value: Condition['value']): Condition[] => [{ field, value }];

describe.each(STORE_KINDS)('the identity store on %s', (kind) => {
  let now = NOW;
  let opened: TestStore;
  let userId: string;
  beforeAll(async () => {
    opened = await createTestStore(kind, () => now);
    userId = await newDriver();
  }, 60_000);
  afterAll(() => opened.close());

  async function newDriver(more: { email?: string; role?: string } = {}): Promise<string> {
    const id = randomUUID();
    await makeDriver(opened.store, { id, now: NOW, ...more });
    return id;
  }
  const device = (more: Row = {}): Row => ({
    id: randomUUID(),
    userId,
    tokenHash: randomUUID(),
    name: 'Laptop',
    firstSeenAt: NOW,
    lastSeenAt: NOW,
    ...more,
  });
  const login = (more: Row = {}): Row => ({
    id: randomUUID(),
    userId,
    token: randomUUID(),
    expiresAt: LATER,
    createdAt: NOW,
    updatedAt: NOW,
    ...more,
  });
  const refresh = (loginSessionId: Value, more: Row = {}): Row => ({
    id: randomUUID(),
    userId,
    tokenHash: randomUUID(),
    familyId: randomUUID(),
    loginSessionId,
    createdAt: NOW,
    expiresAt: LATER,
    ...more,
  });
  const ticket = (identifier: string, more: Row = {}): Row => ({
    id: randomUUID(),
    identifier,
    value: 'x',
    expiresAt: LATER,
    createdAt: NOW,
    updatedAt: NOW,
    ...more,
  });

  test('a row comes back with every field, times as times and numbers as numbers', async () => {
    const { store } = opened;
    const id = randomUUID();
    const row = { id, userId, publicKey: 'k', credentialID: `c-${id}`, counter: 2 ** 40 };
    await store.create('passkey', {
      ...row,
      deviceType: 'singleDevice',
      backedUp: true,
      createdAt: NOW,
    });
    expect(await store.findOne('passkey', by('credentialID', `c-${id}`))).toEqual({
      ...row,
      deviceType: 'singleDevice',
      backedUp: true,
      createdAt: NOW,
      name: null,
      transports: null,
      aaguid: null,
    });
    const made = await store.create('twoFactor', {
      id: randomUUID(),
      userId,
      secret: 's',
      backupCodes: '',
    });
    expect(made).toMatchObject({
      lastUsedStep: 0,
      failedVerificationCount: 0,
      codeChannels: '',
      lockedUntil: null,
    });
  });

  test('rows are found by everything they are looked up by', async () => {
    const { store } = opened;
    const owner = await newDriver();
    const row = device({ userId: owner });
    await store.create('knownDevice', row);
    for (const field of ['id', 'userId', 'tokenHash']) {
      const found = await store.findMany('knownDevice', by(field, row[field] ?? null));
      expect(
        found.map(({ id }) => id),
        field,
      ).toEqual([row['id']]);
    }
    expect(await store.findOne('knownDevice', by('id', 'no id at all'))).toBeUndefined();
    expect(await store.findMany('knownDevice', by('userId', randomUUID()))).toEqual([]);
  });

  test('an e-mail address that is taken is refused, and free once its account is gone', async () => {
    const { store } = opened;
    const email = `${randomUUID()}@example.org`;
    const first = await newDriver({ email });
    const other = await newDriver();
    const again = { ...(await store.findOne('user', by('id', first))), id: randomUUID() } as Row;
    await expect(store.create('user', again)).rejects.toThrow(NotUniqueError);
    await expect(store.update('user', by('id', other), { email })).rejects.toThrow(NotUniqueError);
    expect(await store.findMany('user', by('email', email))).toHaveLength(1);
    await store.update('user', by('id', first), { email: `new-${email}` });
    expect(await store.findOne('user', by('email', email))).toBeUndefined();
    await store.update('user', by('id', other), { email });
    await store.remove('user', by('id', other));
    await store.create('user', again);
    expect((await store.findOne('user', by('email', email)))?.['id']).toBe(again['id']);
  });

  test('ten that sign up with one address at the same time leave one account', async () => {
    const { store } = opened;
    const email = `${randomUUID()}@example.org`;
    const template = (await store.findOne('user', by('id', userId))) as Row;
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, () =>
        store.create('user', { ...template, id: randomUUID(), email }),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(NotUniqueError);
    expect(await store.findMany('user', by('email', email))).toHaveLength(1);
  });

  test('of two accounts elsewhere with one name, one provider has only one', async () => {
    const { store } = opened;
    const account = (providerId: string) => ({
      id: randomUUID(),
      userId,
      providerId,
      accountId: 'their-id',
      createdAt: NOW,
      updatedAt: NOW,
    });
    await store.create('account', account('google'));
    await store.create('account', account('x'));
    await expect(store.create('account', account('google'))).rejects.toThrow(NotUniqueError);
    const both = [...by('providerId', 'google'), ...by('accountId', 'their-id')];
    expect(await store.findMany('account', both)).toHaveLength(1);
  });

  test('of ten that change a row under the same condition one does', async () => {
    const { store } = opened;
    const row = device();
    await store.create('knownDevice', row);
    const where = [...by('id', row['id'] ?? null), ...by('name', 'Laptop')];
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        store.update('knownDevice', where, { name: `Winner ${i}` }),
      ),
    );
    expect(outcomes.flat()).toHaveLength(1);
    const found = await store.findOne('knownDevice', by('id', row['id'] ?? null));
    expect(found?.['name']).toBe(outcomes.flat()[0]?.['name']);
  });

  test('of ten that remove a row one gets it', async () => {
    const { store } = opened;
    const row = ticket(randomUUID());
    await store.create('verification', row);
    const where = by('identifier', row['identifier'] ?? null);
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () => store.remove('verification', where)),
    );
    expect(outcomes.flat().map(({ id }) => id)).toEqual([row['id']]);
  });

  test('no addition is lost among twenty', async () => {
    const { store } = opened;
    const id = await newDriver();
    await Promise.all(
      Array.from({ length: 20 }, () => store.increment('user', by('id', id), { tokenVersion: 1 })),
    );
    expect((await store.findOne('user', by('id', id)))?.['tokenVersion']).toBe(20);
    const refused = [
      ...by('id', id),
      { field: 'tokenVersion', operator: 'lt', value: 20 } as const,
    ];
    expect(
      await store.increment('user', refused, { tokenVersion: 1 }, { name: 'No' }),
    ).toBeUndefined();
    const taken = await store.increment('user', by('id', id), { tokenVersion: 1 }, { name: 'Yes' });
    expect(taken).toMatchObject({ tokenVersion: 21, name: 'Yes' });
  });

  test('what belongs to a person or a login session goes with it, and nothing else does', async () => {
    const { store } = opened;
    const [leaving, staying] = [await newDriver(), await newDriver()];
    const kept: string[] = [];
    for (const one of [leaving, staying]) {
      const session = await store.create('session', login({ userId: one }));
      const other = await store.create('session', login({ userId: one }));
      await store.create('refreshToken', refresh(session['id'] ?? null, { userId: one }));
      await store.create('refreshToken', refresh(other['id'] ?? null, { userId: one }));
      await store.create('knownDevice', device({ userId: one }));
      await store.create('deviceCode', {
        id: randomUUID(),
        deviceCode: randomUUID(),
        userCode: randomUUID(),
        userId: one,
        expiresAt: LATER,
        status: 'approved',
      });
      await store.create('ssoProvider', {
        id: randomUUID(),
        issuer: 'https://idp.example.org',
        userId: one,
        providerId: randomUUID(),
        domain: 'example.org',
      });
      await store.remove('session', by('id', other['id'] ?? null));
      kept.push(String(session['id']));
    }
    const tokens = await store.findMany('refreshToken', by('userId', staying));
    expect(tokens.map((row) => row['loginSessionId'])).toEqual([kept[1]]);
    await store.remove('user', by('id', leaving));
    const models = ['session', 'refreshToken', 'knownDevice', 'deviceCode', 'ssoProvider'] as const;
    for (const model of models) {
      expect(await store.count(model, by('userId', leaving)), model).toBe(0);
      expect(await store.count(model, by('userId', staying)), model).toBe(1);
    }
    expect(await store.findOne('session', by('id', kept[0] ?? ''))).toBeUndefined();
  });

  test('nothing comes to a person who is not there', async () => {
    const { store } = opened;
    const nobody = randomUUID();
    await expect(store.create('session', login({ userId: nobody }))).rejects.toThrow();
    expect(await store.findMany('session', by('userId', nobody))).toEqual([]);
    await expect(store.create('refreshToken', refresh(randomUUID()))).rejects.toThrow();
  });

  test('a removed account leaves nobody signed in who was signing in just then', async () => {
    const { store } = opened;
    const id = await newDriver();
    await Promise.allSettled([
      ...Array.from({ length: 10 }, () => store.create('session', login({ userId: id }))),
      store.remove('user', by('id', id)),
      ...Array.from({ length: 10 }, () => store.create('session', login({ userId: id }))),
    ]);
    expect(await store.count('session', by('userId', id))).toBe(0);
  });

  test('the newest come first, page by page', async () => {
    const { store } = opened;
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) {
      const id = randomUUID();
      ids.push(id);
      await makeDriver(store, { id, now: new Date(LATER.getTime() + i * 1000) });
    }
    const sortBy = { field: 'createdAt', direction: 'desc' } as const;
    const where = [{ field: 'createdAt', operator: 'gte', value: LATER } as const];
    const page = async (offset: number) =>
      (await store.findMany('user', where, { limit: 2, offset, sortBy })).map(({ id }) => id);
    expect([...(await page(0)), ...(await page(2)), ...(await page(4))]).toEqual(ids.reverse());
    expect(await store.count('user', where)).toBe(5);
  });

  test('a list begins at a time, whichever way it goes', async () => {
    const { store } = opened;
    const start = new Date('2001-01-01T00:00:00.000Z');
    const at = (seconds: number) => new Date(start.getTime() + seconds * 1000);
    const ids: string[] = [];
    for (const seconds of [0, 1, 1, 2, 3]) {
      const id = randomUUID();
      ids.push(id);
      await makeDriver(store, { id, now: at(seconds) });
    }
    const seen = async (operator: 'lt' | 'lte' | 'gt' | 'gte', direction: 'asc' | 'desc') => {
      const where = [
        { field: 'createdAt', operator, value: at(1) },
        { field: 'createdAt', operator: 'gte', value: start },
        { field: 'createdAt', operator: 'lte', value: at(3) },
      ] as const;
      const rows = await store.findMany('user', where, {
        sortBy: { field: 'createdAt', direction },
      });
      return rows.map(({ id }) => ids.indexOf(String(id))).sort();
    };
    for (const direction of ['asc', 'desc'] as const) {
      expect(await seen('lt', direction)).toEqual([0]);
      expect(await seen('lte', direction)).toEqual([0, 1, 2]);
      expect(await seen('gt', direction)).toEqual([3, 4]);
      expect(await seen('gte', direction)).toEqual([1, 2, 3, 4]);
    }
  });

  test('a longer life reaches everything that leads to the row', async () => {
    const { store } = opened;
    const soon = new Date(NOW.getTime() + 1000);
    const row = await store.create('session', login({ expiresAt: soon }));
    await store.update('session', by('id', row['id'] ?? null), { expiresAt: LATER });
    now = new Date(soon.getTime() + 60_000);
    try {
      expect(await store.findOne('session', by('id', row['id'] ?? null))).toBeDefined();
      expect(await store.findOne('session', by('token', row['token'] ?? null))).toBeDefined();
    } finally {
      now = NOW;
    }
  });

  test('the code of a device is found for an hour after its time, as too old', async () => {
    const { store } = opened;
    const end = new Date(NOW.getTime() + 1000);
    const id = randomUUID();
    const codes = { deviceCode: randomUUID(), userCode: randomUUID() };
    await store.create('deviceCode', { id, ...codes, status: 'pending', expiresAt: end });
    now = new Date(end.getTime() + 3_540_000);
    try {
      expect(await store.findOne('deviceCode', by('userCode', codes.userCode))).toMatchObject({
        id,
      });
      expect(await store.findOne('deviceCode', by('deviceCode', codes.deviceCode))).toMatchObject({
        expiresAt: end,
      });
    } finally {
      now = NOW;
    }
  });

  test('rows whose time is over are swept away without a way to them', async () => {
    const { store } = opened;
    const past = new Date(NOW.getTime() - 1000);
    await store.create('verification', ticket('past', { expiresAt: past }));
    await store.create('verification', ticket('coming'));
    await store.remove('verification', [{ field: 'expiresAt', operator: 'lt', value: NOW }]);
    expect(await store.findMany('verification', by('identifier', 'past'))).toEqual([]);
    expect(await store.findMany('verification', by('identifier', 'coming'))).toHaveLength(1);
  });

  test('behaves as a list of rows does, whatever is done to it', { timeout: 120_000 }, async () => {
    const { store } = opened;
    await fc.assert(
      fc.asyncProperty(fc.array(stepOf(8), { maxLength: 25 }), async (steps) => {
        const users = [await newDriver(), await newDriver()];
        const ids = Array.from({ length: 8 }, () => randomUUID());
        const tag = randomUUID();
        let model: Row[] = [];
        const name = (step: Step) => nameIn(step, { users, ids, tag });
        for (const raw of steps) {
          const step = name(raw);
          if (step.kind === 'create') {
            const row = { ...FIELDS.knownDevice, ...step.row };
            const isTaken = model.some(
              ({ id, tokenHash }) => id === row['id'] || tokenHash === row['tokenHash'],
            );
            const done = store.create('knownDevice', row);
            if (isTaken) await expect(done).rejects.toThrow(NotUniqueError);
            else model.push(await done);
          } else if (step.kind === 'update') {
            const hit = model.filter((row) => matches(row, step.where));
            const isTaken = model.some(
              (row) => !hit.includes(row) && row['tokenHash'] === step.set['tokenHash'],
            );
            const done = store.update('knownDevice', step.where, step.set);
            if (isTaken && hit.length > 0) await expect(done).rejects.toThrow(NotUniqueError);
            else {
              const changed = hit.map((row) => ({ ...row, ...step.set }));
              expect(inOrder(await done)).toEqual(inOrder(changed));
              model = [...model.filter((row) => !hit.includes(row)), ...changed];
            }
          } else if (step.kind === 'remove') {
            const hit = model.filter((row) => matches(row, step.where));
            expect(inOrder(await store.remove('knownDevice', step.where))).toEqual(inOrder(hit));
            model = model.filter((row) => !hit.includes(row));
          } else {
            const hit = model.filter((row) => matches(row, step.where));
            expect(inOrder(await store.findMany('knownDevice', step.where))).toEqual(inOrder(hit));
            expect(await store.count('knownDevice', step.where)).toBe(hit.length);
            const sortBy = { field: 'rememberedUntil', direction: step.direction };
            const some = await store.findMany('knownDevice', step.where, {
              limit: 2,
              offset: 1,
              sortBy,
            });
            const times = (rows: readonly Row[]) => rows.map((row) => row['rememberedUntil']);
            expect(times(some)).toEqual(times(sorted(hit, sortBy).slice(1, 3)));
          }
        }
        for (const id of users) await store.remove('user', by('id', id));
      }),
      { numRuns: 25 },
    );
  });
});

test('the fields of every kind of row are the columns of its table', async () => {
  const { database, close } = await createTestStore('embedded');
  const { rows } = await sql<{ table_name: string; column_name: string; data_type: string }>`
    select table_name, column_name, data_type from information_schema.columns
    where table_schema = 'public'`.execute(database.db);
  for (const [model, { table }] of Object.entries(MODELS)) {
    const columns = rows.filter((row) => row.table_name === table);
    const fields = Object.keys(FIELDS[model as Model]);
    const toColumn = (field: string) =>
      field.replaceAll(/[A-Z]+/g, (letters) => `_${letters.toLowerCase()}`);
    expect(fields.map(toColumn).sort(), model).toEqual(
      columns.map((row) => row.column_name).sort(),
    );
    const times = columns.filter(({ data_type }) => data_type.startsWith('timestamp'));
    expect(fields.filter(isTime).map(toColumn).sort()).toEqual(
      times.map((row) => row.column_name).sort(),
    );
  }
  await close();
});
