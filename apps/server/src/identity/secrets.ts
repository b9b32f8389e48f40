import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.ts';

/** What everything that identity hides is derived from: the first one is used, the others are still understood. */
export type Secrets = readonly [newest: string, ...older: string[]];

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** The configured secrets; without any, one that is made at the first start and lies beside the data. */
export function openSecrets(config: Pick<Config, 'AUTH_SECRET' | 'DATA_DIR'>): Secrets {
  const [first, ...others] = listOf(config.AUTH_SECRET);
  if (first !== undefined) return [first, ...others];
  const [made, ...older] = listOf(secretOf(config.DATA_DIR));
  if (made === undefined) throw new Error(`${join(config.DATA_DIR, 'auth-secret')} is empty`);
  return [made, ...older];
}

/** Separated by commas or one a line, newest first; a secret may have spaces in it. */
function listOf(text: string): string[] {
  return text
    .split(/[,\n]/)
    .map((secret) => secret.trim())
    .filter((secret) => secret !== '');
}

/** What a secret is told apart by without telling anything of it. */
export function fingerprintOf(secret: string): string {
  return deriveKey(secret, 'fingerprint').toString('hex').slice(0, 8);
}

/** For those who compare what several servers have: fingerprints alone. */
export function namesOf([newest, ...older]: Secrets): string {
  const others =
    older.length === 0 ? '' : `, still understood: ${older.map(fingerprintOf).join(', ')}`;
  return `fingerprint ${fingerprintOf(newest)}${others}`;
}

function secretOf(folder: string): string {
  const path = join(folder, 'auth-secret');
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  mkdirSync(folder, { recursive: true });
  try {
    writeFileSync(path, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(path, 'utf8');
}

/** A key of 32 bytes for one purpose. */
export function deriveKey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `outlap ${purpose}`, 32));
}

/** Hides a text (AES-256-GCM); `unseal` with the same purpose gives it back. */
export function seal([newest]: Secrets, purpose: string, text: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', deriveKey(newest, purpose), iv);
  const hidden = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), hidden]).toString('base64url');
}

/** Throws when the text was sealed by no secret there is, for another purpose, or was changed. */
export function unseal(secrets: Secrets, purpose: string, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64url');
  const iv = bytes.subarray(0, IV_BYTES);
  const tag = bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
  for (const secret of secrets) {
    try {
      const options = { authTagLength: TAG_BYTES };
      const key = deriveKey(secret, purpose);
      const decipher = createDecipheriv('aes-256-gcm', key, iv, options).setAuthTag(tag);
      const hidden = bytes.subarray(IV_BYTES + TAG_BYTES);
      return Buffer.concat([decipher.update(hidden), decipher.final()]).toString('utf8');
    } catch {
      // Sealed by an older secret.
    }
  }
  throw new Error('Sealed by an unknown secret: AUTH_SECRET must still list the one in use before');
}
