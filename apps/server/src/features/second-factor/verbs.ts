import type { IdentityCtx } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { findPassword } from '../../identity/accounts.ts';
import { hashSecret } from '../../identity/hash-secret.ts';
import { decryptFromLibrary, encryptForLibrary } from '../../identity/library/envelope.ts';
import { hasTwoFactors } from '../../identity/second-factor/amr.ts';
import {
  channelsOf,
  findFactor,
  forgetDevices,
  hasTotp,
} from '../../identity/second-factor/factors.ts';
import { newRecoveryCodes } from '../../identity/second-factor/recovery-codes.ts';
import { findStep, newTotpSecret, toBase32, toTotpUri } from '../../identity/second-factor/totp.ts';
import type { Row } from '../../identity/store/store.ts';
import { findPending, keepPending, takePending } from './pending.ts';
import { getAccount, provePerson } from './prove.ts';
import type { RememberedDevice, SecondFactors, TotpStart } from './schemas.ts';
import { hidePhone } from './sent-to.ts';
import { tellOfChange } from './tell.ts';
import { hideCodes, turnOn, type TurnedOn } from './turn-on.ts';

export { tellOfChange } from './tell.ts';
export { provePerson, proveRecently, showPassword } from './prove.ts';

type PendingTotp = { readonly secret: string; readonly recoveryCodes: string[] };

export async function getSecondFactors(ctx: IdentityCtx): Promise<SecondFactors> {
  const { identity, actor } = ctx;
  const { store } = identity;
  const of = [{ field: 'userId', value: actor.userId }];
  const [user, factor, passkeys, password, runsTeam] = await Promise.all([
    getAccount(ctx),
    findFactor(store, actor.userId),
    store.findMany('passkey', of),
    findPassword(store, actor.userId),
    ctx.product.runsTeam(actor.userId),
  ]);
  const channels = channelsOf(factor);
  return {
    enabled: user['twoFactorEnabled'] === true,
    totp: hasTotp(factor),
    mail: channels.includes('mail'),
    phone: channels.includes('phone'),
    phoneNumber: typeof user['phoneNumber'] === 'string' ? hidePhone(user['phoneNumber']) : null,
    passkeys: passkeys.length,
    recoveryCodesLeft: factor ? await countCodes(ctx, factor) : 0,
    hasPassword: typeof password?.['password'] === 'string',
    required: user['role'] !== 'driver' || runsTeam,
    satisfied: hasTwoFactors(actor.amr),
  };
}

async function countCodes({ identity }: IdentityCtx, factor: Row): Promise<number> {
  const codes = await decryptFromLibrary(identity.secrets, String(factor['backupCodes']));
  return (JSON.parse(codes) as string[]).length;
}

/** A secret for an authenticator app. It replaces an older one, and its recovery codes, once it is confirmed. */
export async function startTotp(
  ctx: IdentityCtx,
  password: string | undefined,
): Promise<TotpStart> {
  const user = await provePerson(ctx, password);
  const secret = newTotpSecret();
  const recoveryCodes = newRecoveryCodes();
  await keepPending(ctx, 'totp', { secret, recoveryCodes } satisfies PendingTotp);
  return {
    uri: toTotpUri(secret, String(user['email'])),
    secret: toBase32(secret),
    recoveryCodes,
  };
}

export async function confirmTotp(ctx: IdentityCtx, code: string): Promise<TurnedOn> {
  const { identity, now } = ctx;
  const begun = await findPending<PendingTotp>(ctx, 'totp');
  if (!begun) throw new AppError('sign_in_again', 'This took too long; begin again');
  const lastUsedStep = findStep(begun.secret, code.replaceAll(/\s/g, ''), now());
  if (lastUsedStep === undefined)
    throw new AppError('second_factor_wrong', 'This code is wrong, or too old');
  const taken = await takePending<PendingTotp>(ctx, 'totp');
  if (taken?.secret !== begun.secret)
    throw new AppError('second_factor_wrong', 'This code was used before');
  const set = {
    secret: await encryptForLibrary(identity.secrets, begun.secret),
    backupCodes: await hideCodes(ctx, begun.recoveryCodes),
    verified: true,
    lastUsedStep,
  };
  return turnOn(ctx, 'totp', set, 'otp');
}

/** Asks for a passkey wherever one signs in by something else. */
export async function enablePasskeyFactor(
  ctx: IdentityCtx,
  password: string | undefined,
): Promise<TurnedOn> {
  await provePerson(ctx, password);
  const where = [{ field: 'userId', value: ctx.actor.userId }];
  if (!(await ctx.identity.store.findOne('passkey', where)))
    throw new AppError('passkey_not_found', 'Make a passkey first');
  return turnOn(ctx, 'passkey', {}, null);
}

export async function disableSecondFactors(
  ctx: IdentityCtx,
  password: string | undefined,
): Promise<void> {
  await provePerson(ctx, password);
  const { identity, actor, audit, now } = ctx;
  const { userId } = actor;
  await identity.store.remove('twoFactor', [{ field: 'userId', value: userId }]);
  const where = [{ field: 'id', value: userId }];
  const set = { twoFactorEnabled: false, phoneNumber: null, updatedAt: now() };
  await identity.store.update('user', where, set);
  await forgetDevices(identity.store, userId);
  await audit.append({ action: 'second-factor.disabled', result: 'done', actorId: userId });
  await tellOfChange(ctx, 'all second factors were turned off');
}

export async function renewRecoveryCodes(
  ctx: IdentityCtx,
  password: string | undefined,
): Promise<{ recoveryCodes: string[] }> {
  await provePerson(ctx, password);
  const { identity, actor, audit } = ctx;
  const recoveryCodes = newRecoveryCodes();
  const where = [{ field: 'userId', value: actor.userId }];
  const set = { backupCodes: await hideCodes(ctx, recoveryCodes) };
  if ((await identity.store.update('twoFactor', where, set)).length === 0)
    throw new AppError('second_factor_missing', 'Set up a second factor first');
  const entry = { action: 'recovery-codes.renewed', result: 'done' } as const;
  await audit.append({ ...entry, actorId: actor.userId });
  await tellOfChange(ctx, 'new recovery codes were made; the older ones have ended');
  return { recoveryCodes };
}

/** Browsers that are asked for no second factor. */
export async function listRememberedDevices(
  { identity, actor, now }: IdentityCtx,
  device: string | undefined,
): Promise<{ items: RememberedDevice[] }> {
  const where = [{ field: 'userId', value: actor.userId }];
  const rows = await identity.store.findMany('knownDevice', where);
  const current = device === undefined ? undefined : hashSecret(device);
  return {
    items: rows.flatMap((row) => {
      const { id, name, lastSeenAt, rememberedUntil, tokenHash } = row;
      if (!(rememberedUntil instanceof Date) || rememberedUntil <= now()) return [];
      return {
        id: String(id),
        name: String(name),
        lastSeenAt: (lastSeenAt as Date).toISOString(),
        rememberedUntil: rememberedUntil.toISOString(),
        isThis: tokenHash === current,
      };
    }),
  };
}

export async function forgetDevice(
  { identity, actor, audit }: IdentityCtx,
  id: string,
): Promise<void> {
  const changed = await identity.store.update(
    'knownDevice',
    [
      { field: 'id', value: id },
      { field: 'userId', value: actor.userId },
      { field: 'rememberedUntil', operator: 'ne', value: null },
    ],
    { rememberedUntil: null },
  );
  if (changed.length === 0) throw new AppError('device_not_found', 'There is no such browser');
  const entry = { action: 'device.forgotten', result: 'done', actorId: actor.userId } as const;
  await audit.append({ ...entry, targetKind: 'device', targetId: id });
}
