import { createHash, randomBytes } from 'node:crypto';
import type { IdentityDeps } from '../../deps.ts';
import { LOCAL_ADDRESS } from '../../identity/local-owner.ts';
import { hashSecret } from '../../identity/hash-secret.ts';
import { NotUniqueError, type Row } from '../../identity/store/store.ts';
import { networkOf } from '../../throttle/network.ts';
import { deviceNameOf } from './device-name.ts';
import type { Asker } from './verbs.ts';

export const DEVICE_COOKIE = 'outlap_device';
/** What browsers are known by begins with this; what programs are known by can be guessed, and is no cookie. */
const BROWSER = 'old_';
const COOKIE_SECONDS = 400 * 86_400;

export type NotedDevice = { readonly name: string; readonly cookies: readonly string[] };

/**
 * Notes from what device somebody signed in, and mails them when it is a new one. Browsers are known by a cookie;
 * programs, which keep none, by their name and network.
 */
export async function noteDevice(
  deps: IdentityDeps,
  user: Row,
  asker: Asker,
): Promise<NotedDevice> {
  const { identity, now, newId } = deps;
  const userId = String(user['id']);
  const name = deviceNameOf(asker.userAgent);
  const isBrowser = asker.userAgent.startsWith('Mozilla/');
  const given = isBrowser ? browserOf(asker) : nameless(userId, asker);
  const known = given !== undefined && (await findDevice(deps, given, userId));
  if (known) {
    const where = [{ field: 'id', value: known['id'] ?? null }];
    await identity.store.update('knownDevice', where, { lastSeenAt: now() });
    return { name, cookies: isBrowser ? [lineOf(identity.publicUrl, given)] : [] };
  }
  const isFirst = !(await identity.store.findOne('knownDevice', of(userId)));
  const token = isBrowser
    ? `${BROWSER}${randomBytes(32).toString('base64url')}`
    : nameless(userId, asker);
  const at = now();
  try {
    await identity.store.create('knownDevice', {
      id: newId(),
      userId,
      tokenHash: hashSecret(token),
      name,
      firstSeenAt: at,
      lastSeenAt: at,
    });
  } catch (error) {
    // Two sign-ins of one program at once.
    if (!(error instanceof NotUniqueError)) throw error;
  }
  if (!isFirst && user['email'] !== LOCAL_ADDRESS)
    await deps.post.send({
      kind: 'new-device',
      to: String(user['email']),
      device: name,
      address: asker.address,
      at: at.toISOString(),
    });
  return { name, cookies: isBrowser ? [lineOf(identity.publicUrl, token)] : [] };
}

/** What the cookie of a browser holds. */
export function browserOf({ device }: Asker): string | undefined {
  return device?.startsWith(BROWSER) ? device : undefined;
}

/** The row of a device that a person signed in from before. */
export async function findDevice(
  { identity }: Pick<IdentityDeps, 'identity'>,
  token: string,
  userId: string,
) {
  const where = [{ field: 'tokenHash', value: hashSecret(token) }];
  const row = await identity.store.findOne('knownDevice', where);
  return row?.['userId'] === userId ? row : undefined;
}

const of = (userId: string) => [{ field: 'userId', value: userId }];

function nameless(userId: string, { userAgent, address }: Asker): string {
  const hash = createHash('sha256').update(`${userId} ${networkOf(address)} ${userAgent}`);
  return `program_${hash.digest('base64url')}`;
}

function lineOf(publicUrl: string, token: string): string {
  const line = `${DEVICE_COOKIE}=${token}; Path=/auth; Max-Age=${COOKIE_SECONDS}; HttpOnly; SameSite=Lax`;
  return publicUrl.startsWith('https:') ? `${line}; Secure` : line;
}
