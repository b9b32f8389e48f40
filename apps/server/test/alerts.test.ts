import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { BusMessage } from '../src/bus/bus.ts';
import type { Deps } from '../src/deps.ts';
import type { Alert, AlertRule } from '../src/features/alerts/schemas.ts';
import { AlertWatcher } from '../src/features/alerts/watch.ts';
import { KINDS } from './databases.ts';
import { insertRunningStream } from './running-stream.ts';
import { createTestApp, type TestApp } from './server.ts';

const NOBODY = '00000000-0000-7000-8000-000000000404';
const STRANGER = '00000000-0000-7000-8000-00000000dead';
const START = new Date('2026-06-01T12:00:00Z');
const COOLANT = {
  kind: 'above',
  channel: 'engineCoolantTemperature',
  threshold: 110,
  hysteresis: 2,
} as const;
const HOT = { name: 'Coolant hot', condition: COOLANT, mailTo: ['pit@example.org'] };

describe.each(KINDS)('alerts on %s', (kind) => {
  let t: TestApp;
  beforeAll(async () => {
    t = await createTestApp(kind, { work: false, env: { ALERT_MAIL_TO: 'all@example.org' } });
  });
  afterAll(() => t.close());

  const call = async <T = AlertRule>(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    payload?: object,
  ) => {
    const answer = await t.app.inject({ method, url, ...(payload && { payload }) });
    return { status: answer.statusCode, body: answer.body === '' ? null : answer.json<T>() };
  };
  const create = async (rule: object) => {
    const { status, body } = await call('POST', '/api/alerts', rule);
    expect(status, JSON.stringify(body)).toBe(201);
    onTestFinished(() => call('DELETE', `/api/alerts/${body?.id}`).then(() => undefined));
    return body as AlertRule;
  };
  const historyOf = async (sessionId: string) => {
    const answer = await t.app.inject(`/api/alerts/history?session=${sessionId}`);
    return answer.json<{ items: Alert[] }>().items;
  };
  const outboxOf = (sessionId: string) =>
    t.deps.db
      .selectFrom('outbox')
      .selectAll()
      .where((where) => where('burst_key', 'like', `${sessionId}%`))
      .execute();

  /** A car driving at `startedAt`, and a server whose clock is set by the test. */
  async function drive(startedAt = START) {
    const stream = await insertRunningStream(t.deps, startedAt);
    let now = startedAt;
    const deps: Deps = { ...t.deps, now: () => now };
    const watch = async () => {
      const watcher = new AlertWatcher(deps);
      onTestFinished(() => watcher.stop());
      await watcher.settled();
      return watcher;
    };
    const setSeconds = (seconds: number) => {
      now = new Date(startedAt.getTime() + seconds * 1000);
    };
    return { stream, watch, setSeconds, watcher: await watch() };
  }

  describe('rules', () => {
    test('are made with what may be left out, listed, changed and removed', async () => {
      const rule = await create({
        name: ' Coolant hot ',
        condition: { ...COOLANT, hysteresis: undefined },
      });
      expect(rule).toMatchObject({
        name: 'Coolant hot',
        severity: 'warning',
        enabled: true,
        cooldownSeconds: 60,
        condition: { ...COOLANT, hysteresis: 0 },
        words: 'Coolant above 110 °C',
        vehicle: null,
        lastAlertAt: null,
      });
      const listed = await call<{ items: AlertRule[] }>('GET', '/api/alerts?limit=500');
      expect(listed.body?.items.map(({ id }) => id)).toContain(rule.id);
      const edited = await call('PATCH', `/api/alerts/${rule.id}`, {
        enabled: false,
        minimumSeconds: 5,
      });
      expect(edited).toMatchObject({
        status: 200,
        body: { enabled: false, words: 'Coolant above 110 °C for 5 s', severity: 'warning' },
      });
      expect(await call('DELETE', `/api/alerts/${rule.id}`)).toEqual({ status: 204, body: null });
      expect(await call('DELETE', `/api/alerts/${rule.id}`)).toMatchObject({ status: 404 });
    });

    test('are paged, each once', async () => {
      const made: string[] = [];
      for (const name of ['one', 'two', 'three']) made.push((await create({ ...HOT, name })).id);
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const url: string = `/api/alerts?limit=2${cursor ? `&cursor=${cursor}` : ''}`;
        const page = (await t.app.inject(url)).json<{
          items: AlertRule[];
          nextCursor: string | null;
        }>();
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
      } while (cursor);
      expect(seen.filter((id) => made.includes(id))).toEqual(made);
      expect(new Set(seen).size).toBe(seen.length);
    });

    test.each([
      ['no name', { condition: COOLANT }, 'invalid_request'],
      [
        'an unknown kind',
        { name: 'x', condition: { ...COOLANT, kind: 'near' } },
        'invalid_request',
      ],
      [
        'a limit that is no number',
        { name: 'x', condition: { ...COOLANT, threshold: '1' } },
        'invalid_request',
      ],
      [
        'a nested compound',
        { name: 'x', condition: { kind: 'all', tests: [{ kind: 'any', tests: [COOLANT] }] } },
        'invalid_request',
      ],
      [
        'an address with a line in it',
        { ...HOT, mailTo: ['a@b.c\r\nBcc: x@y.z'] },
        'invalid_request',
      ],
      [
        'a range upside down',
        { name: 'x', condition: { kind: 'outside', channel: 'speed', low: 2, high: 1 } },
        'alert_rule_invalid',
      ],
      [
        'a time zone that is none',
        { ...HOT, hours: { timeZone: 'Mars/Base', days: [1], from: '00:00', to: '01:00' } },
        'alert_rule_invalid',
      ],
      [
        'a webhook without a key',
        { ...HOT, webhookUrl: 'https://example.org/hook' },
        'alert_rule_invalid',
      ],
      ['a vehicle that is not there', { ...HOT, vehicleId: NOBODY }, 'alert_rule_invalid'],
      ['a session that is not there', { ...HOT, sessionId: NOBODY }, 'alert_rule_invalid'],
    ])('with %s are refused', async (_, rule, code) => {
      expect(await call('POST', '/api/alerts', rule)).toMatchObject({
        status: 400,
        body: { code },
      });
    });

    test('of somebody else are not there', async () => {
      const rule = await create(HOT);
      const stranger = await t.appOf(STRANGER);
      for (const [method, payload] of [
        ['PATCH', { enabled: false }],
        ['DELETE', undefined],
      ] as const)
        for (const [app, id] of [
          [stranger, rule.id],
          [t.app, NOBODY],
        ] as const) {
          const url = `/api/alerts/${id}`;
          const answer = await app.inject({ method, url, ...(payload && { payload }) });
          expect(answer.json()).toMatchObject({ status: 404, code: 'alert_rule_not_found' });
        }
      const listed = await stranger.inject('/api/alerts');
      expect(listed.json()).toEqual({ items: [], nextCursor: null });
      expect((await call('PATCH', `/api/alerts/${rule.id}`, {})).body).toMatchObject({
        code: 'nothing_changed',
      });
    });
  });

  test('a limit that is passed is stored, told on the bus, and mailed in the same breath', async () => {
    const rule = await create({ ...HOT, severity: 'critical' });
    const { stream, watcher, setSeconds } = await drive();
    const heard: BusMessage[] = [];
    onTestFinished(
      t.deps.bus.subscribe(stream.sessionId, (message) => {
        if (message.kind === 'alert') heard.push(message);
      }),
    );
    setSeconds(10);
    stream.publish({ seq: 1, start: 9, coolant: [109, 110, 112.5, 111] });
    await watcher.settled();
    const [alert] = await historyOf(stream.sessionId);
    expect(alert).toMatchObject({
      ruleId: rule.id,
      words: 'Coolant above 110 °C',
      severity: 'critical',
      channel: 'engineCoolantTemperature',
      channelLabel: 'Coolant',
      unit: '°C',
      value: 112.5,
      startedSeconds: 9.2,
      startedAt: '2026-06-01T12:00:09.200Z',
      endedAt: null,
      historical: false,
      vehicle: { id: stream.vehicleId },
    });
    expect(heard).toMatchObject([{ kind: 'alert', alert: { id: alert?.id } }]);
    expect(await outboxOf(stream.sessionId)).toMatchObject([
      { kind: 'mail', state: 'waiting', recipient: 'pit@example.org', count: 1 },
    ]);
    stream.publish({ seq: 2, start: 9.4, coolant: [115, 107] });
    await watcher.settled();
    expect((await historyOf(stream.sessionId))[0]).toMatchObject({
      id: alert?.id,
      endedAt: '2026-06-01T12:00:09.500Z',
      peak: 115,
    });
    expect(heard).toHaveLength(2);
  });

  test('what flaps within the cooldown is one alert with a count, and one mail', async () => {
    await create({ ...HOT, mailTo: [] });
    const { stream, watcher } = await drive();
    for (let seq = 1; seq <= 20; seq++)
      stream.publish({ seq, start: seq, coolant: [100, 112, 100 + seq / 100] });
    await watcher.settled();
    const alerts = await historyOf(stream.sessionId);
    expect(alerts).toHaveLength(1);
    expect(alerts[0]).toMatchObject({ count: 20, startedSeconds: 1.1 });
    expect(await outboxOf(stream.sessionId)).toMatchObject([
      { recipient: 'all@example.org', count: 1 },
    ]);
    stream.publish({ seq: 21, start: 90, coolant: [112] });
    await watcher.settled();
    expect(await historyOf(stream.sessionId)).toHaveLength(2);
  });

  test('a frame of the live lane counts once, also when it comes again to be stored', async () => {
    await create({ ...HOT, cooldownSeconds: 0 });
    const { stream, watcher } = await drive();
    stream.publish({ seq: 5, start: 5, coolant: [112, 100], lane: 'live' });
    for (let seq = 1; seq <= 6; seq++)
      stream.publish({ seq, start: seq, coolant: [seq === 5 ? 112 : 90, 90], backlog: seq <= 5 });
    await watcher.settled();
    expect(await historyOf(stream.sessionId)).toHaveLength(1);
  });

  test('yesterday’s backlog is in the history and tells nobody; a young one does', async () => {
    await create(HOT);
    const old = await drive();
    old.setSeconds(86_400);
    const receivedAt = new Date(START.getTime() + 86_400_000);
    old.stream.publish({ seq: 9, start: 86_400, coolant: [90], receivedAt });
    for (let seq = 1; seq <= 3; seq++)
      old.stream.publish({ seq, start: seq, coolant: [120, 120], backlog: true, receivedAt });
    await old.watcher.settled();
    expect(await historyOf(old.stream.sessionId)).toMatchObject([
      { historical: true, startedSeconds: 1, startedAt: '2026-06-01T12:00:01.000Z' },
    ]);
    expect(await outboxOf(old.stream.sessionId)).toEqual([]);
    await old.watcher.stop();

    const young = await drive();
    young.setSeconds(600);
    young.stream.publish({ seq: 1, start: 1, coolant: [120], backlog: true });
    await young.watcher.settled();
    expect(await historyOf(young.stream.sessionId)).toMatchObject([{ historical: false }]);
    expect(await outboxOf(young.stream.sessionId)).toHaveLength(1);
  });

  test('a recorder with a wrong clock at its start still warns of what is now', async () => {
    await create(HOT);
    const { stream, watcher, setSeconds } = await drive(new Date('2026-01-01T00:00:00Z'));
    const now = new Date('2026-06-01T12:00:00Z');
    setSeconds((now.getTime() - stream.startedAt.getTime()) / 1000);
    // Its frames are closed by a clock that was set meanwhile.
    stream.publish({ seq: 1, start: 5, coolant: [120], receivedAt: now, sentAt: now });
    await watcher.settled();
    expect(await historyOf(stream.sessionId)).toMatchObject([
      { historical: false, startedAt: now.toISOString() },
    ]);
  });

  test('a server that starts in the middle of an alert does not start it again, and ends it', async () => {
    await create({ ...HOT, cooldownSeconds: 0 });
    const { stream, watcher, watch } = await drive();
    stream.publish({ seq: 1, start: 1, coolant: [112, 113] });
    await watcher.settled();
    await watcher.stop();
    const next = await watch();
    stream.publish({ seq: 2, start: 2, coolant: [114, 115] });
    stream.publish({ seq: 3, start: 3, coolant: [100] });
    await next.settled();
    expect(await historyOf(stream.sessionId)).toMatchObject([
      { startedSeconds: 1, peak: 115, endedAt: '2026-06-01T12:00:03.000Z' },
    ]);
    expect(await outboxOf(stream.sessionId)).toMatchObject([{ count: 1 }]);
  });

  test('frames that two servers evaluate, or one evaluates again, store an alert once', async () => {
    await create({ ...HOT, cooldownSeconds: 0 });
    const { stream, watcher, watch } = await drive();
    const other = await watch();
    const frames = Array.from({ length: 10 }, (_, i) => ({
      seq: i + 1,
      start: i,
      coolant: [112, 100],
    }));
    for (const frame of frames) stream.publish(frame);
    await Promise.all([watcher.settled(), other.settled()]);
    expect(await historyOf(stream.sessionId)).toHaveLength(10);
    const third = await watch();
    for (const frame of frames) stream.publish({ ...frame, backlog: true });
    await third.settled();
    expect(await historyOf(stream.sessionId)).toHaveLength(10);
    const mails = await outboxOf(stream.sessionId);
    expect(mails.map(({ count }) => count)).toEqual([10]);
  });

  test('silence is noticed on the server’s clock, and ends with the next sample', async () => {
    await create({ name: 'Silent', condition: { kind: 'no-data', channel: null, seconds: 10 } });
    const { stream, watcher, setSeconds } = await drive();
    stream.publish({ seq: 1, start: 0, coolant: [90] });
    await watcher.settled();
    setSeconds(9.9);
    watcher.tick();
    await watcher.settled();
    expect(await historyOf(stream.sessionId)).toEqual([]);
    setSeconds(12);
    watcher.tick();
    watcher.tick();
    await watcher.settled();
    expect(await historyOf(stream.sessionId)).toMatchObject([
      { words: 'No data for 10 s', value: null, startedSeconds: 10, endedAt: null },
    ]);
    stream.publish({ seq: 2, start: 20, coolant: [90] });
    await watcher.settled();
    const [alert] = await historyOf(stream.sessionId);
    expect(alert?.endedAt).not.toBeNull();
  });

  test('silence on one server is no alert while another one hears the car', async () => {
    await create({ name: 'Silent', condition: { kind: 'no-data', channel: null, seconds: 10 } });
    const { stream, watcher, setSeconds } = await drive();
    stream.publish({ seq: 1, start: 0, coolant: [90] });
    await watcher.settled();
    await t.deps.db
      .updateTable('stream')
      .set({ received_seconds: 29, last_frame_at: new Date(START.getTime() + 29_000) })
      .where('id', '=', stream.streamId)
      .execute();
    setSeconds(30);
    watcher.tick();
    await watcher.settled();
    expect(await historyOf(stream.sessionId)).toEqual([]);
    await watcher.refresh();
    await watcher.settled();
    setSeconds(38);
    watcher.tick();
    await watcher.settled();
    expect(await historyOf(stream.sessionId)).toEqual([]);
    setSeconds(41);
    watcher.tick();
    await watcher.settled();
    expect(await historyOf(stream.sessionId)).toMatchObject([{ startedSeconds: 39 }]);
  });

  test('rules are for one car, one session, or all; others and disabled ones stay silent', async () => {
    const { stream, watcher } = await drive();
    const elsewhere = await insertRunningStream(t.deps, START, 'Red car');
    const names = async () => (await historyOf(stream.sessionId)).map(({ ruleName }) => ruleName);
    await create({ ...HOT, name: 'car', vehicleId: stream.vehicleId });
    await create({ ...HOT, name: 'session', sessionId: stream.sessionId });
    await create({ ...HOT, name: 'other car', vehicleId: elsewhere.vehicleId });
    await create({ ...HOT, name: 'other session', sessionId: elsewhere.sessionId });
    await create({ ...HOT, name: 'off', enabled: false });
    await watcher.settled();
    stream.publish({ seq: 1, start: 1, coolant: [112] });
    await watcher.settled();
    expect((await names()).sort()).toEqual(['car', 'session']);
  });

  test('a rule that is changed or removed ends its alert; a changed one begins anew', async () => {
    const rule = await create(HOT);
    const { stream, watcher } = await drive();
    stream.publish({ seq: 1, start: 1, coolant: [112] });
    await watcher.settled();
    await call('PATCH', `/api/alerts/${rule.id}`, { condition: { ...COOLANT, threshold: 105 } });
    await watcher.settled();
    stream.publish({ seq: 2, start: 2, coolant: [112] });
    await watcher.settled();
    const alerts = await historyOf(stream.sessionId);
    expect(alerts.map(({ endedAt }) => endedAt === null)).toEqual([true, false]);
    await call('DELETE', `/api/alerts/${rule.id}`);
    expect(
      (await historyOf(stream.sessionId)).map(({ endedAt, ruleId }) => [endedAt !== null, ruleId]),
    ).toEqual([
      [true, null],
      [true, null],
    ]);
  });

  test('the end of a session ends its alerts', async () => {
    await create(HOT);
    const { stream, watcher } = await drive();
    stream.publish({ seq: 1, start: 1, coolant: [112] });
    await watcher.settled();
    await t.deps.db
      .updateTable('session')
      .set({ state: 'done' })
      .where('id', '=', stream.sessionId)
      .execute();
    t.deps.bus.publish({ kind: 'ended', sessionId: stream.sessionId });
    await watcher.settled();
    expect((await historyOf(stream.sessionId))[0]?.endedAt).not.toBeNull();
  });

  test('alerts are acknowledged; a snoozed rule stores the next one and mails nobody', async () => {
    await create({ ...HOT, cooldownSeconds: 0 });
    const { stream, watcher } = await drive();
    stream.publish({ seq: 1, start: 1, coolant: [112, 100] });
    await watcher.settled();
    const [first] = await historyOf(stream.sessionId);
    const url = `/api/alerts/history/${first?.id}`;
    expect(await call('POST', `${url}/acknowledge`)).toMatchObject({
      status: 200,
      body: { acknowledgedAt: expect.any(String) as string },
    });
    const open = await t.app.inject(
      `/api/alerts/history?state=unacknowledged&session=${stream.sessionId}`,
    );
    expect(open.json<{ items: Alert[] }>().items).toEqual([]);
    expect((await call('POST', `${url}/snooze`, { seconds: 3600 })).status).toBe(200);
    stream.publish({ seq: 2, start: 2, coolant: [112, 100] });
    await watcher.settled();
    const alerts = await historyOf(stream.sessionId);
    expect(alerts).toHaveLength(2);
    expect(alerts[0]?.snoozedUntil).not.toBeNull();
    expect(await outboxOf(stream.sessionId)).toMatchObject([{ count: 1 }]);
    for (const [app, id] of [
      [await t.appOf(STRANGER), first?.id],
      [t.app, NOBODY],
    ] as const)
      for (const verb of ['acknowledge', 'snooze']) {
        const answer = await app.inject({
          method: 'POST',
          url: `/api/alerts/history/${id}/${verb}`,
          ...(verb === 'snooze' && { payload: { seconds: 60 } }),
        });
        expect(answer.json()).toMatchObject({ status: 404, code: 'alert_not_found' });
      }
    expect((await call('POST', `${url}/snooze`, { seconds: -1 })).status).toBe(400);
  });
});
