import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { deriveKey, type Secrets } from '../../identity/secrets.ts';

// How `outlap-server doctor` and the server it asks know each other: both have AUTH_SECRET. A marker is good for a minute;
// the proof that comes back tells that it was this very installation which answered, and not a neighbour's.

const GOOD_MS = 60_000;
const PURPOSE = 'doctor';

const macOf = (secret: string, text: string) =>
  createHmac('sha256', deriveKey(secret, PURPOSE)).update(text).digest('base64url');

export function makeMarker([newest]: Secrets, now: Date): string {
  const text = `${now.getTime().toString(36)}.${randomBytes(9).toString('base64url')}`;
  return `${text}.${macOf(newest, text)}`;
}

/** What answers a marker; undefined where it is not ours, or old. */
export function findProof(secrets: Secrets, marker: string, now: Date): string | undefined {
  const [time = '', nonce = '', mac = ''] = marker.split('.');
  if (Math.abs(now.getTime() - parseInt(time, 36)) > GOOD_MS) return undefined;
  const secret = secrets.find((one) => isSame(mac, macOf(one, `${time}.${nonce}`)));
  return secret && proofOf(secret, marker);
}

/** Whether an answer proves that its server has one of our secrets. */
export function isProof(secrets: Secrets, marker: string, proof: string): boolean {
  return secrets.some((secret) => isSame(proof, proofOf(secret, marker)));
}

function proofOf(secret: string, marker: string): string {
  return macOf(secret, `answer ${marker}`);
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
