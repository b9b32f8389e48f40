import type { IdentityCtx } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import type { Row } from '../../identity/store/store.ts';
import type { LoginSession } from './account-schemas.ts';
import { deviceNameOf } from './device-name.ts';

/** Where a person is signed in; never the tokens. */
export async function listLoginSessions(ctx: IdentityCtx): Promise<{ items: LoginSession[] }> {
  const { actor, identity, now, places } = ctx;
  const rows = await identity.store.findMany('session', [
    { field: 'userId', value: actor.userId },
    { field: 'expiresAt', operator: 'gt', value: now() },
  ]);
  const items = rows.map(async (row) => {
    const address = typeof row['ipAddress'] === 'string' ? row['ipAddress'] : null;
    const place = address === null ? null : await places.find(address);
    return toLoginSession(row, { place, current: row['id'] === actor.loginSessionId });
  });
  const sessions = await Promise.all(items);
  return { items: sessions.sort((a, b) => (a.lastUsedAt < b.lastUsedAt ? 1 : -1)) };
}

/** Signs one device of the person out. */
export async function deleteLoginSession(ctx: IdentityCtx, id: string): Promise<void> {
  const { actor, identity, audit } = ctx;
  const where = [
    { field: 'id', value: id },
    { field: 'userId', value: actor.userId },
  ];
  if (!(await identity.store.findOne('session', where)))
    throw new AppError('login_session_not_found', 'There is no such login session');
  await identity.endLogin(id);
  await audit.append({
    action: 'login.ended',
    result: 'done',
    actorId: actor.userId,
    impersonatorId: actor.impersonatorId,
    targetKind: 'login-session',
    targetId: id,
  });
}

/** Signs all other devices of the person out. */
export async function revokeOtherLoginSessions(ctx: IdentityCtx): Promise<{ ended: number }> {
  const { actor, identity, audit } = ctx;
  const ended = await identity.endLogins(actor.userId, actor.loginSessionId ?? undefined);
  await audit.append({
    action: 'login.ended',
    result: 'done',
    actorId: actor.userId,
    impersonatorId: actor.impersonatorId,
    targetKind: 'login-session',
    detail: { ended },
  });
  return { ended };
}

function toLoginSession(
  row: Row,
  { place, current }: { place: string | null; current: boolean },
): LoginSession {
  const timeOf = (field: string) => {
    const value = row[field] ?? row['createdAt'];
    return value instanceof Date ? value.toISOString() : '';
  };
  return {
    id: String(row['id']),
    current,
    deviceName: String(row['deviceName'] || deviceNameOf(String(row['userAgent'] ?? ''))),
    address: typeof row['ipAddress'] === 'string' ? row['ipAddress'] : null,
    place,
    amr: String(row['amr']).split(' ').filter(Boolean),
    createdAt: timeOf('createdAt'),
    lastUsedAt: timeOf('lastUsedAt'),
    expiresAt: timeOf('expiresAt'),
    impersonated: row['impersonatedBy'] !== null,
  };
}
