import { findPassword } from '../accounts.ts';
import { hashSecret } from '../hash-secret.ts';
import type { IdentityStore, Row } from '../store/store.ts';

/** How long a browser is remembered. */
export const REMEMBERED_MS = 30 * 86_400_000;

export type SecondFactorMethod = 'totp' | 'code' | 'recovery' | 'passkey';
export type CodeChannel = 'mail' | 'phone';

const of = (userId: string) => [{ field: 'userId', value: userId }];

/** The row of a person's authenticator app, channels and recovery codes. */
export function findFactor(store: IdentityStore, userId: string): Promise<Row | undefined> {
  return store.findOne('twoFactor', of(userId));
}

export function hasTotp(factor: Row | undefined): boolean {
  return factor?.['verified'] === true;
}

export function channelsOf(factor: Row | undefined): CodeChannel[] {
  const words = String(factor?.['codeChannels'] ?? '').split(' ');
  return (['mail', 'phone'] as const).filter((channel) => words.includes(channel));
}

/** Where the code of a sign-in may go. Who came by a mailed link shows nothing new by another mail. */
export function channelsAfter(factor: Row | undefined, amr: readonly string[]): CodeChannel[] {
  return channelsOf(factor).filter((channel) => channel === 'phone' || !amr.includes('magic'));
}

/** With what a person may show who they are, besides the way they came. */
export async function listMethods(
  store: IdentityStore,
  userId: string,
  amr: readonly string[],
): Promise<SecondFactorMethod[]> {
  const [factor, passkey] = await Promise.all([
    findFactor(store, userId),
    store.findOne('passkey', of(userId)),
  ]);
  return [
    ...(hasTotp(factor) ? (['totp'] as const) : []),
    ...(passkey && !amr.includes('hwk') ? (['passkey'] as const) : []),
    ...(channelsAfter(factor, amr).length > 0 ? (['code'] as const) : []),
    ...(factor ? (['recovery'] as const) : []),
  ];
}

/** Whether this browser, known by its cookie, is asked for no second factor. */
export async function isRemembered(
  store: IdentityStore,
  userId: string,
  device: string | undefined,
  now: Date,
): Promise<boolean> {
  if (device === undefined) return false;
  const where = [{ field: 'tokenHash', value: hashSecret(device) }];
  const row = await store.findOne('knownDevice', where);
  if (row?.['userId'] !== userId) return false;
  const until = row['rememberedUntil'];
  if (!(until instanceof Date) || until <= now) return false;
  // Whoever chooses a new password wants to be asked for everything again, everywhere.
  const changedAt = (await findPassword(store, userId))?.['updatedAt'];
  return !(changedAt instanceof Date) || until.getTime() - REMEMBERED_MS > changedAt.getTime();
}

/** Asks every browser of a person for a second factor again. */
export async function forgetDevices(store: IdentityStore, userId: string): Promise<void> {
  await store.update('knownDevice', of(userId), { rememberedUntil: null });
}
