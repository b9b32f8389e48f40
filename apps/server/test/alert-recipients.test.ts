import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { AlertWatcher } from '../src/features/alerts/watch.ts';
import { KINDS } from './databases.ts';
import { makeDriver } from './drivers.ts';
import { insertRunningStream } from './running-stream.ts';
import { createTestApp, type TestApp } from './server.ts';

const START = new Date('2026-06-01T12:00:00Z');
const ANNA = '00000000-0000-7000-8000-0000000000a1';
const BEN = '00000000-0000-7000-8000-0000000000b1';
const CARL = '00000000-0000-7000-8000-0000000000c1';
const TEAM = '00000000-0000-7000-8000-0000000000d1';
const HOT = {
  name: 'Coolant hot',
  condition: { kind: 'above', channel: 'engineCoolantTemperature', threshold: 110 },
  cooldownSeconds: 0,
} as const;

describe.each(KINDS)('mails of alerts on %s go', (kind) => {
  let t: TestApp;
  let anna: TestApp['app'];
  beforeAll(async () => {
    t = await createTestApp(kind, { work: false, env: { ALERT_MAIL_TO: 'pit@example.org' } });
    const { store } = t.deps.identity;
    const now = t.deps.now();
    await makeDriver(store, { id: ANNA, now, email: 'anna@example.org' });
    await makeDriver(store, { id: BEN, now, email: 'ben@example.org' });
    await makeDriver(store, { id: CARL, now, email: 'carl@example.org' });
    await t.deps.db
      .insertInto('team')
      .values({ id: TEAM, name: 'Team', created_at: now })
      .execute();
    for (const [user_id, role] of [
      [ANNA, 'operator'],
      [BEN, 'viewer'],
    ] as const)
      await t.deps.db
        .insertInto('team_member')
        .values({ team_id: TEAM, user_id, role, via: 'invitation', joined_at: now })
        .execute();
    anna = await t.appOf(ANNA);
  });
  afterAll(() => t.close());

  const create = (app: TestApp['app'], rule: object) =>
    app.inject({ method: 'POST', url: '/api/alerts', payload: { ...HOT, ...rule } });

  test.each([
    ['a stranger’s', { mailTo: ['victim@example.com'] }],
    ['another driver’s', { mailTo: ['ben@example.org'] }],
    ['one of several', { mailTo: ['anna@example.org', 'victim@example.com'] }],
    ['of a team, that of a driver outside', { teamId: TEAM, mailTo: ['carl@example.org'] }],
    ['of a team, a stranger’s', { teamId: TEAM, mailTo: ['victim@example.com'] }],
  ])('to no address that is %s', async (_, rule) => {
    const answer = await create(anna, rule);
    expect(answer.json()).toMatchObject({ status: 400, code: 'alert_rule_invalid' });
    expect(answer.json<{ detail: string }>().detail).toMatch(/(victim|ben|carl)@example/);
  });

  test.each([
    ['one’s own, however it is typed', { mailTo: ['Anna@Example.org'] }],
    ['one that the settings name', { mailTo: ['pit@example.org'] }],
    ['a member’s', { teamId: TEAM, mailTo: ['anna@example.org', 'ben@example.org'] }],
  ])('to %s', async (_, rule) => {
    expect((await create(anna, rule)).statusCode).toBe(201);
  });

  test('to no address that was not proven', async () => {
    const { store } = t.deps.identity;
    const where = [{ field: 'id', value: ANNA }];
    await store.update('user', where, { emailVerified: false });
    onTestFinished(() =>
      store.update('user', where, { emailVerified: true }).then(() => undefined),
    );
    const answer = await create(anna, { mailTo: ['anna@example.org'] });
    expect(answer.json()).toMatchObject({ code: 'alert_rule_invalid' });
  });

  test('anywhere by the owner of the server, and nowhere by who changes the owner’s rule', async () => {
    const mailTo = ['track@example.com'];
    const owned = await create(t.app, { mailTo });
    expect(owned.statusCode).toBe(201);
    await t.deps.db
      .updateTable('alert_rule')
      .set({ team_id: TEAM })
      .where('id', '=', owned.json<{ id: string }>().id)
      .execute();
    const change = (to: readonly string[]) =>
      anna.inject({
        method: 'PATCH',
        url: `/api/alerts/${owned.json<{ id: string }>().id}`,
        payload: { mailTo: to },
      });
    expect((await change([...mailTo, 'victim@example.com'])).json()).toMatchObject({
      code: 'alert_rule_invalid',
    });
    expect((await change([...mailTo, 'ben@example.org'])).statusCode).toBe(200);
  });

  test('and strangers do not learn by them who is in a team', async () => {
    const carl = await t.appOf(CARL);
    for (const email of ['anna@example.org', 'victim@example.com'])
      expect((await create(carl, { teamId: TEAM, mailTo: [email] })).json()).toMatchObject({
        code: 'team_not_found',
      });
  });

  test('no more to who has left the team, nor to an address that a rule of before names', async () => {
    await t.deps.db.deleteFrom('alert_rule').execute();
    const made = await create(anna, {
      teamId: TEAM,
      mailTo: ['anna@example.org', 'ben@example.org'],
    });
    const { id } = made.json<{ id: string }>();
    await t.deps.db
      .updateTable('alert_rule')
      .set({ mail_to: ['anna@example.org', 'ben@example.org', 'victim@example.com'] })
      .where('id', '=', id)
      .execute();
    const recipientsOf = async () => {
      const stream = await insertRunningStream({ ...t.deps, ownerId: ANNA }, START);
      await t.deps.db
        .updateTable('session')
        .set({ team_id: TEAM })
        .where('id', '=', stream.sessionId)
        .execute();
      const watcher = new AlertWatcher({ ...t.deps, now: () => START });
      onTestFinished(() => watcher.stop());
      await watcher.settled();
      stream.publish({ seq: 1, start: 1, coolant: [120] });
      await watcher.settled();
      const rows = await t.deps.db
        .selectFrom('outbox')
        .select('recipient')
        .where('burst_key', 'like', `${stream.sessionId}%`)
        .orderBy('recipient')
        .execute();
      return rows.map(({ recipient }) => recipient);
    };
    expect(await recipientsOf()).toEqual(['anna@example.org', 'ben@example.org']);
    await t.deps.db.deleteFrom('team_member').where('user_id', '=', BEN).execute();
    expect(await recipientsOf()).toEqual(['anna@example.org']);
  });
});
