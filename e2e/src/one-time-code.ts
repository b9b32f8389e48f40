import { createHmac } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const STEP_MS = 30_000;

/** What an authenticator app shows for a key (RFC 6238: SHA-1, six digits, 30 s). */
export function codeOf(secret: string, at = Date.now()): string {
  let bits = '';
  for (const letter of secret.replace(/[\s=]/g, ''))
    bits += ALPHABET.indexOf(letter).toString(2).padStart(5, '0');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / STEP_MS)));
  const mac = createHmac('sha1', key).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(offset) & 0x7f_ff_ff_ff) % 1_000_000).padStart(6, '0');
}

/** A code that was not used yet: codes work once, so the one of the next half minute is taken. */
export const nextCodeOf = (secret: string) => codeOf(secret, Date.now() + STEP_MS);
