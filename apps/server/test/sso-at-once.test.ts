import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serverActor } from '../src/deps.ts';
import { setTeamSso } from '../src/features/sso/verbs.ts';
import type { Row, Value } from '../src/identity/store/store.ts';
import { makeDriver } from './drivers.ts';
import { STORE_KINDS } from './identity-stores.ts';
import { InjectBrowser } from './inject-browser.ts';
import { makeSignedKey } from './self-signed.ts';
import { createTestApp, type TestApp } from './server.ts';
import { bearerOf, makeTeam, registerSso } from './team-sso.ts';

const AMR = ['pwd', 'otp', 'mfa'];
const { certificate } = makeSignedKey('idp');
const saml = {
  entityId: 'https://idp.example/entity',
  entryPoint: 'https://idp.example/sso',
  certificate,
};

describe.each(STORE_KINDS)('the identity provider of a team on %s', (kind) => {
  let t: TestApp;
  beforeAll(async () => {
    t = await createTestApp(kind, { work: false });
  });
  afterAll(() => t.close());

  const providersOf = (teamId: string) =>
    t.deps.identity.store.findMany('ssoProvider', [{ field: 'organizationId', value: teamId }]);
  const accountsOf = (providerId: Value = null) =>
    t.deps.identity.store.count('account', [{ field: 'providerId', value: providerId }]);
  const bindAccount = async (userId: string, providerId: Value = null) => {
    const at = { createdAt: t.deps.now(), updatedAt: t.deps.now() };
    const [id, accountId] = [t.deps.newId(), t.deps.newId()];
    await t.deps.identity.store.create('account', { id, userId, providerId, accountId, ...at });
  };

  test('goes with all that the team has, and with what is bound to it', async () => {
    const domain = 'twice.example';
    const { adminId, teamId } = await registerSso(t.deps, t.app, { domain, saml });
    const [first = {}] = await providersOf(teamId);
    const second: Row = { ...first, id: t.deps.newId(), providerId: t.deps.newId() };
    await t.deps.identity.store.create('ssoProvider', second);
    for (const { providerId } of [first, second]) await bindAccount(adminId, providerId);
    const remove = async () =>
      t.app.inject({
        method: 'DELETE',
        url: `/api/teams/${teamId}/sso`,
        headers: await bearerOf(t.deps, adminId),
      });
    expect((await remove()).statusCode).toBe(204);
    expect(await providersOf(teamId)).toEqual([]);
    for (const { providerId } of [first, second]) expect(await accountsOf(providerId)).toBe(0);
    const start = await new InjectBrowser(t.app).post('/auth/sso', { email: `a@${domain}` });
    expect(start.json()).toMatchObject({ code: 'sso_not_available' });
    expect((await remove()).json()).toMatchObject({ code: 'sso_not_found' });
  });

  /** Two put theirs: neither writes before the other has looked, too. */
  async function putAtOnce(adminId: string, teamId: string): Promise<string[]> {
    const { identity } = t.deps;
    const { findOne, findMany } = identity.store;
    let looking = 2;
    const { promise: bothLooked, resolve } = Promise.withResolvers<void>();
    const look = async <Found>(found: Promise<Found>): Promise<Found> => {
      await found;
      if (--looking === 0) resolve();
      await bothLooked;
      return found;
    };
    const store = {
      ...identity.store,
      findOne: (...asked: Parameters<typeof findOne>) => look(findOne(...asked)),
      findMany: (...asked: Parameters<typeof findMany>) => look(findMany(...asked)),
    };
    const actor = { ...serverActor(adminId), amr: AMR };
    const ctx = { ...t.deps, identity: { ...identity, store }, actor };
    const put = () => setTeamSso(ctx, teamId, { domain: 'at-once.example', saml });
    return (await Promise.all([put(), put()])).map(({ providerId }) => providerId);
  }

  test('is one, also when two admins register theirs at once', async () => {
    const adminId = t.deps.newId();
    const teamId = await makeTeam(t.deps, { [adminId]: 'admin' });
    await makeDriver(t.deps.identity.store, { id: adminId, now: t.deps.now() });
    const first = await putAtOnce(adminId, teamId);
    const [kept, ...others] = await providersOf(teamId);
    expect(others).toEqual([]);
    expect(first).toContain(kept?.['providerId']);
    await bindAccount(adminId, kept?.['providerId']);
    const second = await putAtOnce(adminId, teamId);
    const [next, ...more] = await providersOf(teamId);
    expect(more).toEqual([]);
    expect(second).toContain(next?.['providerId']);
    expect(await accountsOf(kept?.['providerId'])).toBe(0);
  });
});
