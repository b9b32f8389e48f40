import { hashSecret } from '../src/identity/hash-secret.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildApp } from '../src/app.ts';
import type { Invitation } from '../src/features/invitations/schemas.ts';
import type { Team, TeamMember } from '../src/features/teams/schemas.ts';
import { AccessWorld } from './access-world.ts';
import { STORE_KINDS } from './identity-stores.ts';
import { describeTestStream } from './live-client.ts';
import { type Mailbox, openMailbox } from './mailbox.ts';
import { makePerson, PASSWORD, signIn } from './people.ts';
import { createTestApp, type TestApp } from './server.ts';
import { Visitor } from './visitor.ts';

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

describe.each(STORE_KINDS)('teams on %s', (kind) => {
  let t: TestApp;
  let world: AccessWorld;
  beforeAll(async () => {
    t = await createTestApp(kind, { work: false });
    world = new AccessWorld(t.deps);
  });
  afterAll(() => t.close());

  /** Asks as somebody who signed in with two factors. */
  async function as(userId: string, amr?: readonly string[]) {
    const authorization = `Bearer ${await world.token(userId, amr)}`;
    return async <T = Record<string, unknown>>(
      method: Method,
      url: string,
      payload?: object,
      remoteAddress = '127.0.0.1',
    ) => {
      const answer = await t.app.inject({
        method,
        url,
        remoteAddress,
        headers: { authorization },
        ...(payload && { payload }),
      });
      return { status: answer.statusCode, body: answer.body === '' ? null : answer.json<T>() };
    };
  }

  test('are founded, named, listed and changed', async () => {
    const ask = await as(await world.person());
    const made = await ask<Team>('POST', '/api/teams', { name: ' Night shift ' });
    expect(made).toMatchObject({
      status: 201,
      body: { name: 'Night shift', role: 'admin', memberCount: 1, open: true },
    });
    const url = `/api/teams/${made.body?.id}`;
    expect(await ask('GET', url)).toEqual({ status: 200, body: made.body });
    const edited = await ask<Team>('PATCH', url, {
      name: 'Day shift',
      allowedAddresses: ['127.0.0.1', '2001:db8::/32'],
      requireSecondFactor: true,
    });
    expect(edited.body).toMatchObject({
      name: 'Day shift',
      allowedAddresses: ['127.0.0.1/32', '2001:db8::/32'],
      requireSecondFactor: true,
    });
    const listed = await ask<{ items: Team[] }>('GET', '/api/teams');
    expect(listed.body?.items).toEqual([edited.body]);
    expect(await ask('PATCH', url, {})).toMatchObject({ status: 400 });
    expect(await ask('PATCH', url, { allowedAddresses: ['the moon'] })).toMatchObject({
      status: 400,
      body: { code: 'invalid_request' },
    });
    expect(await ask('PATCH', url, { allowedAddresses: ['192.0.2.0/24'] })).toMatchObject({
      status: 403,
      body: { code: 'address_not_allowed' },
    });
    expect(await ask('POST', '/api/teams', { name: ' ' })).toMatchObject({ status: 400 });
  });

  test('show their sessions to members only, and only in the list of the team', async () => {
    const [driver, viewer] = [await world.person(), await world.person()];
    const team = await world.team([driver, 'operator'], [viewer, 'viewer']);
    const { sessionId, lapIds } = await world.drive(driver, null);
    const [drives, looks] = [await as(driver), await as(viewer)];
    const url = `/api/sessions/${sessionId}`;
    expect(await looks('GET', url)).toMatchObject({ status: 404 });
    const shared = await drives('PATCH', url, { teamId: team });
    expect(shared.body).toMatchObject({ teamId: team, mine: true });
    expect((await looks('GET', url)).body).toMatchObject({ id: sessionId, mine: false });
    const idsOf = async (list: string) =>
      (await looks<{ items: { id: string }[] }>('GET', list)).body?.items.map(({ id }) => id);
    expect(await idsOf('/api/sessions')).toEqual([]);
    expect(await idsOf(`/api/sessions?team=${team}`)).toEqual([sessionId]);
    expect((await idsOf(`/api/laps?team=${team}`))?.sort()).toEqual([...lapIds].sort());
    expect(await looks('PATCH', url, { notes: 'x' })).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    });
    expect((await drives('PATCH', url, { teamId: null })).body).toMatchObject({ teamId: null });
    expect(await looks('GET', url)).toMatchObject({ status: 404 });
  });

  test('get sessions from their drivers alone, and give them back', async () => {
    const [driver, operator, admin] = [
      await world.person(),
      await world.person(),
      await world.person(),
    ];
    const team = await world.team([operator, 'operator'], [admin, 'admin'], [driver, 'operator']);
    const other = await world.team([operator, 'admin']);
    const { sessionId } = await world.drive(driver, team);
    const url = `/api/sessions/${sessionId}`;
    const [operates, runs, drives] = [await as(operator), await as(admin), await as(driver)];
    expect(await operates('PATCH', url, { teamId: other })).toMatchObject({ status: 403 });
    expect(await operates('PATCH', url, { teamId: null })).toMatchObject({ status: 403 });
    expect(await drives('PATCH', url, { teamId: other })).toMatchObject({
      status: 404,
      body: { code: 'team_not_found' },
    });
    const named = await operates('PATCH', url, { vehicleName: 'Number 7' });
    expect(named.body).toMatchObject({ vehicle: { name: 'Number 7' }, mine: false });
    const vehicle = await t.deps.db
      .selectFrom('vehicle')
      .select('owner_id')
      .where('name', '=', 'Number 7')
      .where('owner_id', 'in', [driver, operator])
      .execute();
    expect(vehicle).toEqual([{ owner_id: driver }]);
    expect((await runs('PATCH', url, { teamId: null })).body).toMatchObject({ teamId: null });
    expect((await drives('GET', url)).body).toMatchObject({ mine: true, teamId: null });
  });

  test('let in only from their addresses, and with as many factors as they ask for', async () => {
    const [driver, viewer] = [await world.person(), await world.person()];
    const team = await world.team([driver, 'admin'], [viewer, 'viewer']);
    const { sessionId } = await world.drive(driver, team);
    const settings = { allowedAddresses: ['127.0.0.0/8'], requireSecondFactor: true };
    expect(await (await as(driver))('PATCH', `/api/teams/${team}`, settings)).toMatchObject({
      status: 200,
    });
    const [two, one] = [await as(viewer), await as(viewer, ['pwd'])];
    const url = `/api/sessions/${sessionId}`;
    const list = `/api/sessions?team=${team}`;
    expect((await two('GET', url)).status).toBe(200);
    expect((await two('GET', url, undefined, '::ffff:127.0.0.9')).status).toBe(200);
    expect((await two('GET', url, undefined, '192.0.2.1')).status).toBe(404);
    expect((await one('GET', url)).status).toBe(404);
    expect(await two('GET', list, undefined, '192.0.2.1')).toMatchObject({
      status: 403,
      body: { code: 'address_not_allowed' },
    });
    expect(await one('GET', list)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    const seen = await one<{ items: Team[] }>('GET', '/api/teams');
    expect(seen.body?.items[0]).toMatchObject({ id: team, open: false, allowedAddresses: [] });
    const key = await world.key(viewer, ['read']);
    const byKey = await t.app.inject({ url, headers: { authorization: `Bearer ${key}` } });
    expect(byKey.statusCode).toBe(404);
  });

  test('always have an admin', async () => {
    const [admin, other] = [await world.person(), await world.person()];
    const team = await world.team([admin, 'admin'], [other, 'viewer']);
    const ask = await as(admin);
    const url = `/api/teams/${team}/members`;
    const last = { status: 409, body: { code: 'last_admin' } };
    expect(await ask('PATCH', `${url}/${admin}`, { role: 'viewer' })).toMatchObject(last);
    expect(await ask('DELETE', `${url}/${admin}`)).toMatchObject(last);
    expect(await ask('POST', `/api/teams/${team}/leave`)).toMatchObject(last);
    const raised = await ask<TeamMember>('PATCH', `${url}/${other}`, { role: 'admin' });
    expect(raised.body).toMatchObject({ userId: other, role: 'admin' });
    const asOther = await as(other);
    // Both want to go at the same time: one of them stays.
    const left = await Promise.all([
      ask('POST', `/api/teams/${team}/leave`),
      asOther('POST', `/api/teams/${team}/leave`),
    ]);
    expect(left.map(({ status }) => status).sort()).toEqual([204, 409]);
    const nobody = `${url}/${t.deps.newId()}`;
    const stays = left[0]?.status === 409 ? ask : asOther;
    expect(await stays('DELETE', nobody)).toMatchObject({ status: 404 });
    expect(await stays('PATCH', nobody, { role: 'king' })).toMatchObject({ status: 400 });
  });

  test('lose what a member drove, keep the rules, and end the links', async () => {
    const [admin, driver, operator] = [
      await world.person(),
      await world.person(),
      await world.person(),
    ];
    const team = await world.team([admin, 'admin'], [driver, 'operator'], [operator, 'operator']);
    const theirs = await world.drive(driver, team);
    const mine = await world.drive(operator, team);
    const token = await world.link(theirs.sessionId, operator);
    const ask = await as(admin);
    const gone = await ask('DELETE', `/api/teams/${team}/members/${operator}`);
    expect(gone.status).toBe(204);
    expect(await ask('GET', `/api/sessions/${mine.sessionId}`)).toMatchObject({ status: 404 });
    expect(await ask('GET', `/api/sessions/${theirs.sessionId}`)).toMatchObject({ status: 200 });
    const rules = await ask<{ items: { id: string }[] }>('GET', `/api/alerts?team=${team}`);
    expect(rules.body?.items.map(({ id }) => id).sort()).toEqual(
      [theirs.ruleId, mine.ruleId].sort(),
    );
    const out = await as(operator);
    expect(await out('PATCH', `/api/alerts/${mine.ruleId}`, { name: 'x' })).toMatchObject({
      status: 404,
    });
    const followed = await t.app.inject({
      method: 'POST',
      url: '/auth/share',
      payload: { token },
      headers: { authorization: '' },
    });
    expect(followed.statusCode).toBe(404);
  });

  test('end, and give everything back, as the preview said', async () => {
    const [admin, driver] = [await world.person(), await world.person()];
    const team = await world.team([admin, 'admin'], [driver, 'operator']);
    const { sessionId, ruleId } = await world.drive(driver, team);
    const ask = await as(admin);
    const said = await ask('DELETE', `/api/teams/${team}?preview=true`);
    const counts = { sessions: 1, runningSessions: 1, alertRules: 1, members: 2, invitations: 0 };
    expect(said).toEqual({ status: 200, body: { preview: true, ...counts } });
    expect((await ask('GET', `/api/teams/${team}`)).status).toBe(200);
    const done = await ask('DELETE', `/api/teams/${team}`);
    expect(done).toEqual({ status: 200, body: { preview: false, ...counts } });
    expect((await ask('GET', `/api/teams/${team}`)).status).toBe(404);
    expect((await ask('GET', `/api/sessions/${sessionId}`)).status).toBe(404);
    const drives = await as(driver);
    expect((await drives('GET', `/api/sessions/${sessionId}`)).body).toMatchObject({
      teamId: null,
    });
    expect((await drives('PATCH', `/api/alerts/${ruleId}`, { name: 'Mine' })).status).toBe(200);
    expect((await ask('DELETE', `/api/teams/${team}`)).status).toBe(404);
  });

  describe('invitations', () => {
    async function aTeam() {
      const admin = await world.person();
      const team = await world.team([admin, 'admin']);
      return { team, ask: await as(admin) };
    }
    const tokenOf = (link: string | null | undefined) => link?.split('#token=')[1] ?? '';

    test('by link let one account in, once', async () => {
      const { team, ask } = await aTeam();
      const url = `/api/teams/${team}/invitations`;
      const made = await ask<{ invitation: Invitation; link: string }>('POST', url, {
        role: 'operator',
      });
      expect(made).toMatchObject({ status: 201, body: { invitation: { state: 'open' } } });
      const token = tokenOf(made.body?.link);
      const stored = await t.deps.db.selectFrom('team_invitation').selectAll().execute();
      expect(JSON.stringify(stored)).not.toContain(token);
      const shown = await t.app.inject({
        method: 'POST',
        url: '/api/invitations/show',
        payload: { token },
        headers: { authorization: '' },
      });
      expect(shown.json()).toMatchObject({ role: 'operator', invitedBy: 'Test driver' });
      const people = [await as(await world.person()), await as(await world.person())];
      const joined = await Promise.all(
        people.map((one) => one<Team>('POST', '/api/invitations/accept', { token })),
      );
      expect(joined.map(({ status }) => status).sort()).toEqual([200, 404]);
      const members = await ask<{ items: TeamMember[] }>('GET', `/api/teams/${team}/members`);
      expect(members.body?.items.map(({ role, via }) => [role, via])).toEqual([
        ['admin', 'invitation'],
        ['operator', 'invitation'],
      ]);
      const listed = await ask<{ items: Invitation[] }>('GET', url);
      expect(listed.body?.items).toMatchObject([{ state: 'accepted' }]);
    });

    test('by mail are for that address alone', async () => {
      const { team, ask } = await aTeam();
      const invited = await world.person();
      const email = `${invited}@example.org`;
      const made = await ask<{ link: null }>('POST', `/api/teams/${team}/invitations`, {
        email: email.toUpperCase(),
        role: 'viewer',
      });
      expect(made).toMatchObject({ status: 201, body: { link: null, invitation: { email } } });
      expect(
        await ask('POST', `/api/teams/${team}/invitations`, { email: 'nobody', role: 'viewer' }),
      ).toMatchObject({ status: 400 });
      // The token goes to the mail alone: this one stands for what lies there.
      const token = 'the token that lies in the mail';
      await t.deps.db
        .updateTable('team_invitation')
        .set({ token_hash: hashSecret(token) })
        .where('team_id', '=', team)
        .execute();
      const other = await as(await world.person());
      expect(await other('POST', '/api/invitations/accept', { token })).toMatchObject({
        status: 403,
        body: { code: 'forbidden' },
      });
      const guest = await as(invited);
      expect((await guest('POST', '/api/invitations/accept', { token })).status).toBe(200);
    });

    test('that were taken back or are too old are good for nothing', async () => {
      const { team, ask } = await aTeam();
      const url = `/api/teams/${team}/invitations`;
      const make = () =>
        ask<{ invitation: Invitation; link: string }>('POST', url, { role: 'viewer' });
      const [first, second] = [await make(), await make()];
      const revoke = `${url}/${first.body?.invitation.id}`;
      expect((await ask('DELETE', revoke)).status).toBe(204);
      expect((await ask('DELETE', revoke)).status).toBe(404);
      await t.deps.db
        .updateTable('team_invitation')
        .set({ expires_at: new Date(0) })
        .where('id', '=', second.body?.invitation.id ?? '')
        .execute();
      const guest = await as(await world.person());
      for (const { body } of [first, second])
        expect(
          await guest('POST', '/api/invitations/accept', { token: tokenOf(body?.link) }),
        ).toMatchObject({ status: 404, body: { code: 'invitation_not_found' } });
    });
  });

  test('are given accounts by owners, who make them for anybody', async () => {
    const owner = await world.person('owner');
    const team = await world.team([owner, 'admin']);
    const owns = await as(owner);
    const email = `${t.deps.newId()}@example.org`;
    const made = await owns('POST', '/api/users', {
      name: 'New mechanic',
      email,
      teamId: team,
      teamRole: 'operator',
    });
    expect(made).toMatchObject({ status: 201, body: { email, emailVerified: false } });
    const members = await owns<{ items: TeamMember[] }>('GET', `/api/teams/${team}/members`);
    expect(members.body?.items.map(({ via, role }) => [via, role])).toContainEqual([
      'account',
      'operator',
    ]);
    const again = { name: 'Again', email: email.toUpperCase(), teamId: team };
    expect(await owns('POST', '/api/users', again)).toMatchObject({
      status: 409,
      body: { code: 'account_exists' },
    });
    const person = { name: 'Marshal', email: `${t.deps.newId()}@example.org`, role: 'moderator' };
    const marshal = await owns('POST', '/api/users', person);
    expect(marshal).toMatchObject({ status: 201, body: { roles: ['moderator'] } });
    expect(await owns('POST', '/api/users', { name: 'x', email: 'x' })).toMatchObject({
      status: 400,
    });
    const elsewhere = await world.team([await world.person(), 'admin']);
    const stranger = { name: 'New', email: `${t.deps.newId()}@example.org`, teamId: elsewhere };
    expect(await owns('POST', '/api/users', stranger)).toMatchObject({
      status: 404,
      body: { code: 'team_not_found' },
    });
  });

  test('invite by their admins, who learn nothing of an address', async () => {
    const [admin, known] = [await world.person(), await world.person()];
    const team = await world.team([admin, 'admin']);
    const runs = await as(admin);
    const authorization = `Bearer ${await world.token(admin)}`;
    const addresses = [known, t.deps.newId(), admin].map((id) => `${id}@example.org`);
    const invite = async (email: string) => {
      const answer = await t.app.inject({
        method: 'POST',
        url: '/api/users',
        headers: { authorization },
        payload: { name: 'New mechanic', email, teamId: team, teamRole: 'operator' },
      });
      const own = new Set(['date', 'x-request-id']);
      const headers = Object.entries(answer.headers).filter(([name]) => !own.has(name));
      return { status: answer.statusCode, headers, bytes: answer.rawPayload.toString('hex') };
    };
    const [ofKnown, ofUnknown, ofMember] = [
      await invite(addresses[0] ?? ''),
      await invite(addresses[1] ?? ''),
      await invite(addresses[2] ?? ''),
    ];
    const bytes = Buffer.from('{"next":"invitation"}').toString('hex');
    expect(ofKnown).toMatchObject({ status: 202, bytes });
    expect(ofUnknown).toEqual(ofKnown);
    expect(ofMember).toEqual(ofKnown);

    const { body } = await runs<{ items: Invitation[] }>('GET', `/api/teams/${team}/invitations`);
    const listed = body?.items.map(({ email, role, state }) => [email, role, state]);
    expect(listed?.toSorted()).toEqual(
      addresses.map((email) => [email, 'operator', 'open']).toSorted(),
    );
    const members = await runs<{ items: TeamMember[] }>('GET', `/api/teams/${team}/members`);
    expect(members.body?.items).toHaveLength(1);
    const { store } = t.deps.identity;
    const email = addresses[1] ?? '';
    expect(await store.findOne('user', [{ field: 'email', value: email }])).toBeUndefined();

    const person = { name: 'Marshal', email: `${t.deps.newId()}@example.org`, role: 'moderator' };
    expect(await runs('POST', '/api/users', person)).toMatchObject({ status: 403 });
    expect(await runs('POST', '/api/users', { ...person, teamId: team })).toMatchObject({
      status: 403,
    });
    expect(await runs('POST', '/api/users', { name: 'x', email: 'x', teamId: team })).toMatchObject(
      { status: 400 },
    );
    const viewer = await as(await world.person());
    const other = { name: 'New', email: person.email, teamId: team };
    expect(await viewer('POST', '/api/users', other)).toMatchObject({ status: 404 });
  });

  test('are recorded for by their operators', async () => {
    const [driver, viewer] = [await world.person(), await world.person()];
    const team = await world.team([driver, 'operator'], [viewer, 'viewer']);
    const [drives, looks] = [await as(driver), await as(viewer)];
    const batch = { streamId: t.deps.newId(), teamId: team, description: describeTestStream() };
    expect(await looks('POST', '/api/ingest', batch)).toMatchObject({ status: 403 });
    const receipt = await drives<{ sessionId: string }>('POST', '/api/ingest', batch);
    expect(receipt.status).toBe(200);
    const url = `/api/sessions/${receipt.body?.sessionId}`;
    expect((await looks('GET', url)).body).toMatchObject({ teamId: team, state: 'live' });
    const { body } = await looks<{ sessionId: string }>(
      'GET',
      `/api/sessions/current/recent?team=${team}`,
    );
    expect(body?.sessionId).toBe(receipt.body?.sessionId);
    await t.deps.db
      .updateTable('team_member')
      .set({ role: 'viewer' })
      .where('user_id', '=', driver)
      .execute();
    expect((await drives('POST', '/api/ingest', { ...batch, frames: [] })).status).toBe(200);
    const next = { ...batch, streamId: t.deps.newId() };
    expect((await drives('POST', '/api/ingest', next)).status).toBe(403);
  });
});

describe.each(STORE_KINDS)('where only who is invited signs up, on %s', (kind) => {
  let mailbox: Mailbox;
  let t: TestApp;
  let world: AccessWorld;
  let app: Awaited<ReturnType<typeof buildApp>>;
  beforeAll(async () => {
    mailbox = await openMailbox();
    const env = {
      SIGN_UP: 'invited',
      SMTP_URL: mailbox.url,
      PUBLIC_URL: 'http://127.0.0.1:8000',
    };
    t = await createTestApp(kind, { env });
    app = await buildApp(t.deps);
    world = new AccessWorld(t.deps);
  });
  afterAll(async () => {
    await app.close();
    await t.close();
    await mailbox.close();
  });

  test('an admin’s invitation lets in who has no account, and joins who has one', async () => {
    const [admin, known] = [await world.person(), await makePerson(t.deps)];
    const team = await world.team([admin, 'admin']);
    const runs = new Visitor(app);
    runs.bearer = await world.token(admin);
    const unknown = 'new.mechanic@example.org';
    for (const email of [unknown, known.email]) {
      const person = { name: 'Mechanic', email, teamId: team, teamRole: 'operator' };
      expect((await runs.post('/api/users', person)).status).toBe(202);
    }
    const invitation = await mailbox.takeToken(unknown, /invites you to the team/);
    const account = { name: 'Mechanic', email: unknown, password: PASSWORD };
    const comes = new Visitor(app);
    expect(await comes.post('/auth/signup', account)).toMatchObject({
      body: { code: 'sign_up_closed' },
    });
    expect(await comes.post('/auth/signup', { ...account, invitation })).toMatchObject({
      status: 202,
    });
    const token = await mailbox.takeToken(unknown, /Confirm your e-mail address/);
    expect((await comes.post('/auth/verify-email', { token })).status).toBeLessThan(300);
    expect((await signIn(comes, unknown)).status).toBe(200);
    const joined = { status: 200, body: { id: team, role: 'operator' } };
    const accept = '/api/invitations/accept';
    expect(await comes.post(accept, { token: invitation })).toMatchObject(joined);

    const other = await mailbox.takeToken(known.email, /invites you to the team/);
    const has = new Visitor(app);
    await signIn(has, known.email);
    expect(await has.post(accept, { token: invitation })).toMatchObject({ status: 404 });
    expect(await has.post(accept, { token: other })).toMatchObject(joined);
  });
});
