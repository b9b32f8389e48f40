import type { IdentityCtx } from '../../deps.ts';
import type { Tokens } from '../../identity/identity.ts';
import { encryptForLibrary } from '../../identity/library/envelope.ts';
import { type ShownFactor, withFactor } from '../../identity/second-factor/amr.ts';
import { findFactor, forgetDevices } from '../../identity/second-factor/factors.ts';
import { newRecoveryCodes } from '../../identity/second-factor/recovery-codes.ts';
import { newTotpSecret } from '../../identity/second-factor/totp.ts';
import type { Row } from '../../identity/store/store.ts';
import { tellOfChange } from './tell.ts';

export type TurnedOn = {
  readonly tokens: Tokens;
  /** Empty where older ones still hold. */
  readonly recoveryCodes: string[];
};

/** Adds a factor to an account, which from now on asks for one wherever somebody signs in to it. */
export async function turnOn(
  ctx: IdentityCtx,
  name: 'totp' | 'mail' | 'phone' | 'passkey',
  set: Row,
  shown: ShownFactor | null,
): Promise<TurnedOn> {
  const { identity, actor, audit, now } = ctx;
  const { userId } = actor;
  const recoveryCodes = await writeFactor(ctx, set);
  const where = [{ field: 'id', value: userId }];
  await identity.store.update('user', where, { twoFactorEnabled: true, updatedAt: now() });
  await forgetDevices(identity.store, userId);
  await audit.append({
    action: 'second-factor.added',
    result: 'done',
    actorId: userId,
    detail: { factor: name },
  });
  await tellOfChange(ctx, `a second factor was added (${name})`);
  const tokens = await strengthen(ctx, actor.loginSessionId ?? '', shown);
  return { tokens, recoveryCodes };
}

/** Tokens of a login session that has shown another factor. */
export async function strengthen(
  { identity }: Pick<IdentityCtx, 'identity'>,
  loginSessionId: string,
  shown: ShownFactor | null,
): Promise<Tokens> {
  const login = await identity.getLogin(loginSessionId);
  const amr = String(login['amr']).split(' ').filter(Boolean);
  if (shown !== null)
    await identity.store.update('session', [{ field: 'id', value: loginSessionId }], {
      amr: withFactor(amr, shown).join(' '),
    });
  return identity.issueTokens(loginSessionId);
}

export function hideCodes(
  ctx: Pick<IdentityCtx, 'identity'>,
  codes: readonly string[],
): Promise<string> {
  return encryptForLibrary(ctx.identity.secrets, JSON.stringify(codes));
}

async function writeFactor(ctx: IdentityCtx, set: Row): Promise<string[]> {
  const { identity, actor } = ctx;
  const before = await findFactor(identity.store, actor.userId);
  if (before) {
    await identity.store.update('twoFactor', [{ field: 'id', value: before['id'] ?? null }], set);
    return [];
  }
  const codes = newRecoveryCodes();
  await identity.store.create('twoFactor', {
    // One row a person, whatever comes at the same time.
    id: actor.userId,
    userId: actor.userId,
    secret: await encryptForLibrary(identity.secrets, newTotpSecret()),
    backupCodes: await hideCodes(ctx, codes),
    verified: false,
    failedVerificationCount: 0,
    lockedUntil: null,
    lastUsedStep: 0,
    codeChannels: '',
    ...set,
  });
  return 'backupCodes' in set ? [] : codes;
}
