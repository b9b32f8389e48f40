// The chain of the audit log. Each entry is encoded as a JSON array of its columns in one fixed order, ended by the hash
// of the entry before it; its own hash is the SHA-256 of that text. The head (beginning and end of the chain) is signed by
// HMAC-SHA-256 with a key derived from AUTH_SECRET, so that who can only write to the database cannot make another chain
// that holds. What no chain can see: a head of earlier together with the entries of then, put back; only a copy of a
// newer head, kept elsewhere, shows that.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { deriveKey, type Secrets } from '../identity/secrets.ts';

export type StoredEntry = {
  readonly seq: number;
  readonly at: Date;
  readonly actor_id: string | null;
  readonly impersonator_id: string | null;
  readonly action: string;
  readonly result: 'done' | 'refused' | 'failed';
  readonly target_kind: string | null;
  readonly target_id: string | null;
  readonly team_id: string | null;
  readonly address: string | null;
  readonly user_agent: string | null;
  readonly request_id: string | null;
  readonly detail: string;
  readonly previous_hash: string;
  readonly hash: string;
};

/** All of an entry, in the order in which files name it. */
export const ENTRY_COLUMNS = [
  'seq',
  'at',
  'actor_id',
  'impersonator_id',
  'action',
  'result',
  'target_kind',
  'target_id',
  'team_id',
  'address',
  'user_agent',
  'request_id',
  'detail',
  'previous_hash',
  'hash',
] as const satisfies readonly (keyof StoredEntry)[];

export type Head = {
  readonly first_seq: number;
  readonly first_previous_hash: string;
  readonly seq: number;
  readonly hash: string;
};

export type SignedHead = Head & { readonly signature: string };

/** What stands before the first entry. */
export const GENESIS = '0'.repeat(64);

/** The action of an entry that tells that the log was tampered with. */
export const BROKEN = 'audit.broken';

const PURPOSE = 'audit';

export function hashEntry(entry: Omit<StoredEntry, 'hash'>): string {
  const columns = [
    entry.seq,
    entry.at.toISOString(),
    entry.actor_id,
    entry.impersonator_id,
    entry.action,
    entry.result,
    entry.target_kind,
    entry.target_id,
    entry.team_id,
    entry.address,
    entry.user_agent,
    entry.request_id,
    entry.detail,
    entry.previous_hash,
  ];
  return createHash('sha256').update(JSON.stringify(columns)).digest('hex');
}

export function signHead(head: Head, [newest]: Secrets): SignedHead {
  return { ...head, signature: signatureOf(head, newest) };
}

export function isSigned(head: SignedHead, secrets: Secrets): boolean {
  const given = Buffer.from(head.signature, 'hex');
  return secrets.some((secret) => {
    const right = Buffer.from(signatureOf(head, secret), 'hex');
    return given.length === right.length && timingSafeEqual(given, right);
  });
}

function signatureOf({ first_seq, first_previous_hash, seq, hash }: Head, secret: string): string {
  const text = JSON.stringify([first_seq, first_previous_hash, seq, hash]);
  return createHmac('sha256', deriveKey(secret, PURPOSE)).update(text).digest('hex');
}
