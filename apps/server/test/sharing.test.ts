import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CreatedShare } from '../src/features/sharing/schemas.ts';
import type { Static } from 'typebox';
import { AccessWorld, type Things } from './access-world.ts';
import { STORE_KINDS } from './identity-stores.ts';
import { connectRecorder, describeTestStream } from './live-client.ts';
import { createTestApp, type TestApp } from './server.ts';
import { connectViewer } from './viewer-client.ts';

describe.each(STORE_KINDS)('share links on %s', (kind) => {
  let t: TestApp;
  let world: AccessWorld;
  let address: string;
  let driver: string;
  let things: Things;
  beforeAll(async () => {
    t = await createTestApp(kind, { work: false });
    address = await t.app.listen({ host: '127.0.0.1', port: 0 });
    world = new AccessWorld(t.deps);
    driver = await world.person();
    things = await world.drive(driver, null);
  });
  afterAll(() => t.close());

  const bearer = async (userId: string) => ({
    authorization: `Bearer ${await world.token(userId)}`,
  });

  async function share(expiresInDays = 1) {
    const answer = await t.app.inject({
      method: 'POST',
      url: `/api/sessions/${things.sessionId}/shares`,
      headers: await bearer(driver),
      payload: { expiresInDays },
    });
    expect(answer.statusCode).toBe(201);
    const { share: made, link } = answer.json<Static<typeof CreatedShare>>();
    return { id: made.id, token: link.split('#token=')[1] ?? '' };
  }
  const open = (token: string, keep?: 'cookie', remoteAddress = '127.0.0.1') =>
    t.app.inject({
      method: 'POST',
      url: '/auth/share',
      remoteAddress,
      headers: { authorization: '' },
      payload: { token, keep },
    });
  const read = (url: string, token: string, method: 'GET' | 'PATCH' | 'DELETE' = 'GET') =>
    t.app.inject({ method, url, headers: { authorization: `Bearer ${token}` } });

  test('show one session, its laps and its layout, and nothing else', async () => {
    const { token } = await share();
    const opened = (await open(token)).json<{ sessionId: string; token: string }>();
    expect(opened).toMatchObject({ sessionId: things.sessionId, token });
    const other = await world.drive(driver, null);
    const [lapId = ''] = things.lapIds;
    const seen = [
      `/api/sessions/${things.sessionId}`,
      `/api/sessions/${things.sessionId}/samples`,
      `/api/laps/${lapId}`,
      `/api/layouts/${things.layoutId}`,
    ];
    for (const url of seen) expect((await read(url, token)).statusCode, url).toBe(200);
    const laps = await read('/api/laps', token);
    expect(
      laps
        .json<{ items: { id: string }[] }>()
        .items.map(({ id }) => id)
        .sort(),
    ).toEqual([...things.lapIds].sort());
    const hidden = [
      `/api/sessions/${other.sessionId}`,
      `/api/laps/${other.lapIds[0]}`,
      `/api/layouts/${other.layoutId}`,
    ];
    for (const url of hidden) expect((await read(url, token)).statusCode, url).toBe(404);
    for (const url of ['/api/sessions', '/api/alerts', '/api/teams', '/api/auth/me'])
      expect((await read(url, token)).statusCode, url).toBe(401);
    expect((await read(seen[0] ?? '', token, 'DELETE')).statusCode).toBe(401);
  });

  test('are kept by a browser in a cookie, also beside the tokens of who is signed in', async () => {
    const { token } = await share();
    const opened = await open(token, 'cookie');
    expect(opened.json()).not.toHaveProperty('token');
    const [cookie] = opened.cookies;
    expect(cookie).toMatchObject({ name: 'outlap_link', httpOnly: true, sameSite: 'Lax' });
    const url = `/api/sessions/${things.sessionId}`;
    const alone = { authorization: '', cookie: `outlap_link=${token}` };
    expect((await t.app.inject({ url, headers: alone })).statusCode).toBe(200);
    const access = await world.token(await world.person());
    const both = { authorization: '', cookie: `outlap_access=${access}; outlap_link=${token}` };
    expect((await t.app.inject({ url, headers: both })).statusCode).toBe(200);
    const without = { authorization: '', cookie: `outlap_access=${access}` };
    expect((await t.app.inject({ url, headers: without })).statusCode).toBe(404);
    const change = { method: 'PATCH', url, headers: both, payload: { notes: 'x' } } as const;
    expect((await t.app.inject(change)).statusCode).toBe(404);
  });

  test('end when they expire and at once when they are revoked', async () => {
    const url = `/api/sessions/${things.sessionId}`;
    const old = await world.link(things.sessionId, driver, new Date(Date.now() - 1000));
    expect((await open(old)).statusCode).toBe(404);
    expect((await read(url, old)).statusCode).toBe(401);
    const { id, token } = await share();
    expect((await read(url, token)).statusCode).toBe(200);
    const revoke = {
      method: 'DELETE',
      url: `${url}/shares/${id}`,
      headers: await bearer(driver),
    } as const;
    expect((await t.app.inject(revoke)).statusCode).toBe(204);
    expect((await read(url, token)).statusCode).toBe(401);
    expect((await open(token)).statusCode).toBe(404);
    expect((await t.app.inject(revoke)).statusCode).toBe(404);
  });

  test('are listed without their tokens, and count how often they were opened', async () => {
    const { id, token } = await share(30);
    await open(token);
    await open(token);
    const url = `/api/sessions/${things.sessionId}/shares`;
    const listed = await t.app.inject({ url, headers: await bearer(driver) });
    expect(listed.json<{ items: object[] }>().items[0]).toMatchObject({
      id,
      useCount: 2,
      expired: false,
    });
    expect(listed.body).not.toContain(token);
    const rows = await t.deps.db.selectFrom('share_link').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(token);
    const wrong = await t.app.inject({
      method: 'POST',
      url,
      headers: await bearer(driver),
      payload: { expiresInDays: 0 },
    });
    expect(wrong.statusCode).toBe(400);
  });

  test('cannot be guessed: 256 random bits, and few tries', async () => {
    const { token } = await share();
    expect(Buffer.from(token.slice('sl_'.length), 'base64url')).toHaveLength(32);
    const statuses = new Set<number>();
    for (let i = 0; i < 80; i++)
      statuses.add((await open(`sl_${'A'.repeat(43)}`, undefined, '198.51.100.7')).statusCode);
    expect([...statuses].sort()).toEqual([404, 429]);
    expect((await open(token)).statusCode).toBe(200);
  });

  test('let in to a live session, until they are revoked', async () => {
    const { id, token } = await share();
    const headers = { authorization: `Bearer ${token}` };
    const viewer = await connectViewer(address, { headers });
    viewer.subscribe(things.sessionId, ['speed']);
    await viewer.until('session', ({ sessionId }) => sessionId === things.sessionId);
    const other = await world.drive(driver, null);
    viewer.send({
      type: 'subscribe',
      id: 'other',
      sessionId: other.sessionId,
      channels: [],
      rateHz: 5,
    });
    await viewer.until('error', (error) => error.id === 'other');
    const revoke = {
      method: 'DELETE',
      url: `/api/sessions/${things.sessionId}/shares/${id}`,
      headers: await bearer(driver),
    } as const;
    await t.app.inject(revoke);
    const gone = await viewer.until('error', (error) => error.id !== 'other');
    expect(gone.code).toBe('session_not_found');
    await viewer.close();
  });
});

describe.each(STORE_KINDS)('sockets on %s', (kind) => {
  let t: TestApp;
  let world: AccessWorld;
  let address: string;
  beforeAll(async () => {
    t = await createTestApp(kind, { work: false });
    address = await t.app.listen({ host: '127.0.0.1', port: 0 });
    world = new AccessWorld(t.deps);
  });
  afterAll(() => t.close());
  const bearer = async (userId: string) => ({
    authorization: `Bearer ${await world.token(userId)}`,
  });

  test('are closed to strangers and to keys without the scope', async () => {
    const key = await world.key(await world.person(), ['write']);
    for (const headers of [{}, { authorization: `Bearer ${key}` }]) {
      await expect(connectViewer(address, { headers })).rejects.toThrow(/40[13]/);
      await expect(connectRecorder(address, { headers })).rejects.toThrow(/40[13]/);
    }
  });

  test('show a team’s cars to its members, as long as they are', async () => {
    const [driver, viewer, admin] = [
      await world.person(),
      await world.person(),
      await world.person(),
    ];
    const team = await world.team([driver, 'operator'], [viewer, 'viewer'], [admin, 'admin']);
    const { sessionId } = await world.drive(driver, team);
    const stranger = await connectViewer(address, { headers: await bearer(await world.person()) });
    stranger.subscribe(sessionId, ['speed']);
    expect((await stranger.until('error')).code).toBe('session_not_found');
    const watches = await connectViewer(address, { headers: await bearer(viewer) });
    watches.subscribe('all', []);
    await watches.until('session', (session) => session.sessionId === sessionId);
    const gone = await t.app.inject({
      method: 'DELETE',
      url: `/api/teams/${team}/members/${viewer}`,
      headers: await bearer(admin),
    });
    expect(gone.statusCode).toBe(204);
    await watches.until('end', (end) => end.sessionId === sessionId);
    await stranger.close();
    await watches.close();
  });

  test('take a recording for a team from its operators alone', async () => {
    const [driver, viewer] = [await world.person(), await world.person()];
    const team = await world.team([driver, 'operator'], [viewer, 'viewer']);
    const hello = (streamId: string) =>
      ({ type: 'hello', streamId, teamId: team }) as { type: string };
    const refused = await connectRecorder(address, {
      headers: await bearer(viewer),
      hello: false,
    });
    refused.send(hello(t.deps.newId()));
    expect((await refused.until('error')).code).toBe('forbidden');
    const records = await connectRecorder(address, {
      headers: await bearer(driver),
      hello: false,
    });
    records.send(hello(t.deps.newId()));
    await records.until('hello');
    records.send({ type: 'session', description: describeTestStream() } as { type: string });
    const { sessionId } = await records.until('ack', (ack) => ack.sessionId !== null);
    const seen = await t.app.inject({
      url: `/api/sessions/${sessionId}`,
      headers: await bearer(viewer),
    });
    expect(seen.json()).toMatchObject({ teamId: team, mine: false, state: 'live' });
  });
});
