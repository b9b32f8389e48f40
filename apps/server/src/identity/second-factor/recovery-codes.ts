import { randomInt } from 'node:crypto';

const COUNT = 10;
/** Without letters that look like digits. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const HALF = 5;

/** Ten codes of 49 bits, each good once. */
export function newRecoveryCodes(): string[] {
  const half = () =>
    Array.from({ length: HALF }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return Array.from({ length: COUNT }, () => `${half()}-${half()}`);
}

/** However somebody copied it from paper. */
export function normaliseRecoveryCode(text: string): string {
  const letters = text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  return `${letters.slice(0, HALF)}-${letters.slice(HALF)}`;
}
