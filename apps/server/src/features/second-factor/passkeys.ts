import type { IdentityCtx, IdentityDeps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import type { LibraryAnswer } from '../../identity/library/call.ts';
import { isUserVerified } from '../../identity/library/passkey-answer.ts';
import { PASSKEY, VERIFIED_PASSKEY } from '../../identity/second-factor/amr.ts';
import { channelsOf, findFactor, hasTotp } from '../../identity/second-factor/factors.ts';
import type { Row } from '../../identity/store/store.ts';
import { finishLogin, type LoginResult, type Asker } from '../identity/verbs.ts';
import { provePerson, proveRecently } from './prove.ts';
import type { Passkey, PasskeyOptions } from './schemas.ts';
import { tellOfChange } from './tell.ts';
import { readState, toPasskeyOptions } from './webauthn.ts';

const MOST = 20;

/** What a browser asks whichever passkey a person chooses, to sign in by it alone. */
export async function startPasskeySignIn(
  deps: IdentityDeps,
  { address, userAgent }: Asker,
): Promise<PasskeyOptions> {
  await deps.throttle.fromNetwork('link', address);
  const path = '/passkey/generate-authenticate-options';
  const answer = await deps.identity.call({ path, method: 'GET', address, userAgent });
  const { state, options } = toPasskeyOptions(deps, answer, { kind: 'sign-in', userId: '' });
  // One factor would be the device alone: a finger or a PIN makes it two.
  return { state, options: { ...options, userVerification: 'required' } };
}

export async function signInByPasskey(
  deps: IdentityDeps,
  { state, response }: { state: string; response: Record<string, unknown> },
  asker: Asker,
): Promise<LoginResult> {
  const { address, userAgent } = asker;
  await deps.throttle.fromNetwork('login', address);
  const { cookies } = readState(deps, state, { kind: 'sign-in', userId: '' });
  const body = { response };
  const path = '/passkey/verify-authentication';
  const answer = await deps.identity.call({ path, body, cookies, address, userAgent });
  if (isRefusal(answer)) {
    const entry = { action: 'login.failed', result: 'refused', actorId: null } as const;
    await deps.audit.append({ ...entry, address, userAgent, detail: { method: 'passkey' } });
    throw new AppError('credentials_wrong', 'This passkey was not accepted');
  }
  return finishLogin(deps, answer, asker, isUserVerified(body) ? VERIFIED_PASSKEY : PASSKEY);
}

function isRefusal({ status }: LibraryAnswer): boolean {
  return status >= 400 && status < 500;
}

export async function listPasskeys({
  identity,
  actor,
}: IdentityCtx): Promise<{ items: Passkey[] }> {
  const where = [{ field: 'userId', value: actor.userId }];
  return { items: (await identity.store.findMany('passkey', where)).map(toPasskey) };
}

export async function startPasskey(
  ctx: IdentityCtx,
  password: string | undefined,
  { address, userAgent }: Asker,
): Promise<PasskeyOptions> {
  await provePerson(ctx, password);
  const { identity, actor } = ctx;
  const { userId } = actor;
  const loginSessionId = actor.loginSessionId ?? undefined;
  if ((await identity.store.count('passkey', [{ field: 'userId', value: userId }])) >= MOST)
    throw new AppError('invalid_request', 'No more passkeys fit; delete one first');
  const path = '/passkey/generate-register-options';
  const call = { path, method: 'GET', loginSessionId, address, userAgent } as const;
  return toPasskeyOptions(ctx, await identity.call(call), { kind: 'register', userId });
}

export async function createPasskey(
  ctx: IdentityCtx,
  input: { state: string; response: Record<string, unknown>; name?: string },
  { address, userAgent }: Asker,
): Promise<Passkey> {
  const { identity, actor, audit } = ctx;
  const { userId } = actor;
  const loginSessionId = actor.loginSessionId ?? undefined;
  const { cookies } = readState(ctx, input.state, { kind: 'register', userId });
  const body = { response: input.response, name: input.name ?? 'Passkey' };
  const path = '/passkey/verify-registration';
  const call = { path, body, cookies, loginSessionId, address, userAgent };
  const answer = await identity.call(call);
  const id = (answer.body as { id?: unknown } | null)?.id;
  if (answer.status !== 200 || typeof id !== 'string')
    throw new AppError('identity_refused', 'This passkey was not accepted');
  const row = await identity.store.findOne('passkey', [{ field: 'id', value: id }]);
  if (!row) throw new AppError('passkey_not_found', 'There is no such passkey');
  const entry = { action: 'passkey.created', result: 'done', actorId: userId } as const;
  await audit.append({ ...entry, targetKind: 'passkey', targetId: id });
  await tellOfChange(ctx, 'a passkey was added');
  return toPasskey(row);
}

export async function renamePasskey(ctx: IdentityCtx, id: string, name: string): Promise<Passkey> {
  const [row] = await ctx.identity.store.update('passkey', ownOf(ctx, id), { name });
  if (!row) throw new AppError('passkey_not_found', 'There is no such passkey');
  return toPasskey(row);
}

export async function deletePasskey(ctx: IdentityCtx, id: string): Promise<void> {
  const { identity, actor, audit } = ctx;
  await proveRecently(ctx);
  await refuseLastFactor(ctx, id);
  const [row] = await identity.store.remove('passkey', ownOf(ctx, id));
  if (!row) throw new AppError('passkey_not_found', 'There is no such passkey');
  const entry = { action: 'passkey.deleted', result: 'done', actorId: actor.userId } as const;
  await audit.append({ ...entry, targetKind: 'passkey', targetId: id });
  await tellOfChange(ctx, 'a passkey was removed');
}

/** An account that asks for a second factor must keep one, besides the recovery codes. */
async function refuseLastFactor({ identity, actor }: IdentityCtx, id: string): Promise<void> {
  const { userId } = actor;
  const user = await identity.store.findOne('user', [{ field: 'id', value: userId }]);
  const factor = await findFactor(identity.store, userId);
  if (user?.['twoFactorEnabled'] !== true) return;
  if (hasTotp(factor) || channelsOf(factor).length > 0) return;
  const passkeys = await identity.store.findMany('passkey', [{ field: 'userId', value: userId }]);
  if (passkeys.length === 1 && passkeys[0]?.['id'] === id)
    throw new AppError('last_second_factor', 'This is the only one; turn second factors off first');
}

function ownOf({ actor }: IdentityCtx, id: string) {
  return [
    { field: 'id', value: id },
    { field: 'userId', value: actor.userId },
  ];
}

function toPasskey(row: Row): Passkey {
  const { id, name, createdAt, backedUp } = row;
  return {
    id: String(id),
    name: typeof name === 'string' ? name : 'Passkey',
    createdAt: createdAt instanceof Date ? createdAt.toISOString() : null,
    isBackedUp: backedUp === true,
  };
}
