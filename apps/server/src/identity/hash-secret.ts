import { createHash } from 'node:crypto';

/** What is stored of a random secret that we handed out. Passwords are weaker than that and go through scrypt. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** An id that a text always gets, where rows have a UUID: two of the same text cannot both be written. */
export function hashToUuid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
