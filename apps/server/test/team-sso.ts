import type { FastifyInstance } from 'fastify';
import { expect } from 'vitest';
import type { Deps } from '../src/deps.ts';
import type { NewTeamSso, TeamSso } from '../src/features/sso/schemas.ts';
import { makeDriver } from './drivers.ts';

export type Registered = {
  readonly teamId: string;
  readonly adminId: string;
  readonly settings: TeamSso;
};

/** `Authorization` of somebody who signed in like that. */
export async function bearerOf(
  { identity, now }: Deps,
  userId: string,
  amr: readonly string[] = ['pwd', 'otp', 'mfa'],
): Promise<{ authorization: string }> {
  await makeDriver(identity.store, { id: userId, now: now() });
  const login = { userId, amr, address: '127.0.0.1', userAgent: 'test' };
  const { accessToken } = await identity.issueTokens(await identity.startLogin(login));
  return { authorization: `Bearer ${accessToken}` };
}

/** A team, with these members. */
export async function makeTeam(
  { db, newId, now }: Deps,
  members: Readonly<Record<string, 'viewer' | 'operator' | 'admin'>>,
): Promise<string> {
  const teamId = newId();
  await db.insertInto('team').values({ id: teamId, name: 'Team', created_at: now() }).execute();
  for (const [userId, role] of Object.entries(members))
    await db
      .insertInto('team_member')
      .values({ team_id: teamId, user_id: userId, role, joined_at: now(), via: 'founded' })
      .execute();
  return teamId;
}

/** A team whose admin has registered an identity provider, its domain confirmed by an owner of the platform. */
export async function registerSso(
  deps: Deps,
  app: FastifyInstance,
  payload: NewTeamSso,
): Promise<Registered> {
  const adminId = deps.newId();
  const teamId = await makeTeam(deps, { [adminId]: 'admin' });
  const url = `/api/teams/${teamId}/sso`;
  const headers = await bearerOf(deps, adminId);
  const put = await app.inject({ method: 'PUT', url, payload, headers });
  expect(put.json()).toMatchObject({ domainProven: false });
  const ownerId = deps.newId();
  await makeDriver(deps.identity.store, { id: ownerId, now: deps.now(), role: 'owner' });
  const confirmed = await app.inject({
    method: 'POST',
    url: `${url}/confirmation`,
    headers: await bearerOf(deps, ownerId),
  });
  expect(confirmed.json()).toMatchObject({ domainProven: true });
  return { teamId, adminId, settings: confirmed.json<TeamSso>() };
}

/** Makes somebody one who must show a second factor; none that could be shown. */
export async function giveSecondFactor({ identity, newId }: Deps, userId: string): Promise<void> {
  const { store } = identity;
  await store.update('user', [{ field: 'id', value: userId }], { twoFactorEnabled: true });
  await store.create('twoFactor', {
    id: newId(),
    userId,
    secret: 'unused',
    backupCodes: 'unused',
    verified: true,
  });
}
