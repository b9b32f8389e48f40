import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto';
import type { Secrets } from '../secrets.ts';
import { toLibrarySecrets } from './login-cookie.ts';

/** Encrypts as the identity library does, for rows that it reads by itself. */
export function encryptForLibrary(secrets: Secrets, data: string): Promise<string> {
  return symmetricEncrypt({ key: toKeys(secrets), data });
}

export function decryptFromLibrary(secrets: Secrets, data: string): Promise<string> {
  return symmetricDecrypt({ key: toKeys(secrets), data });
}

function toKeys(secrets: Secrets) {
  const all = toLibrarySecrets(secrets);
  return {
    keys: new Map(all.map(({ version, value }) => [version, value])),
    currentVersion: all[0]?.version ?? 0,
  };
}
