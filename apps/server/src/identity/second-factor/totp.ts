import { createHmac, randomInt } from 'node:crypto';

// Time-based one-time passwords: RFC 6238 with SHA-1, six digits and steps of 30 s, which is what authenticator apps
// know. A code of the step before or after is taken, too: clocks differ, and people type slowly. The key is the text of
// the secret itself, as the identity library, which checks codes at sign-in, has it.

const STEP_SECONDS = 30;
const DIGITS = 6;
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export function newTotpSecret(): string {
  return Array.from({ length: 32 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}

export function codeAt(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 15;
  const number = (mac.readUInt32BE(offset) & 0x7fffffff) % 10 ** DIGITS;
  return String(number).padStart(DIGITS, '0');
}

export function stepAt(time: Date): number {
  return Math.floor(time.getTime() / 1000 / STEP_SECONDS);
}

/** The step whose code this is, at most so many steps away; undefined for every other text. */
export function findStep(secret: string, code: string, time: Date, spread = 1): number | undefined {
  const first = stepAt(time) - spread;
  const steps = Array.from({ length: 2 * spread + 1 }, (_, i) => first + i);
  return steps.find((step) => codeAt(secret, step) === code);
}

/** What a person types where no camera reads the address. */
export function toBase32(secret: string): string {
  const bits = [...Buffer.from(secret)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups.map((group) => BASE32[Number.parseInt(group.padEnd(5, '0'), 2)]).join('');
}

/** The address that authenticator apps read from a picture. */
export function toTotpUri(secret: string, account: string): string {
  const query = new URLSearchParams({
    secret: toBase32(secret),
    issuer: 'Outlap',
    digits: String(DIGITS),
    period: String(STEP_SECONDS),
  });
  return `otpauth://totp/Outlap:${encodeURIComponent(account)}?${query.toString()}`;
}
