import type { Logger } from 'pino';
import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '../errors.ts';
import type { Item, Table } from '../identity/store/dynamo/table.ts';
import type { Secrets } from '../identity/secrets.ts';
import type { Audit } from './audit.ts';
import {
  BROKEN,
  GENESIS,
  hashEntry,
  isSigned,
  type SignedHead,
  signHead,
  type StoredEntry,
} from './chain.ts';
import { type Draft, toDraft } from './draft.ts';
import type { ChainSource } from './verify.ts';

type Options = {
  readonly table: Table;
  readonly secrets: Secrets;
  readonly log: Logger;
  readonly now: () => Date;
};

const CHAIN = 'AUDIT';
const HEAD = { pk: 'AUDIT#HEAD', sk: 'HEAD' };
const FIRST = { first_seq: 1, first_previous_hash: GENESIS } as const;
/** The head before the first entry. It is put first of all: entries without a head have lost it. */
const EMPTY = { ...FIRST, seq: 0, hash: GENESIS };
const IS_FREE = { text: 'attribute_not_exists(pk)' };
const DIGITS = 12;
/** Of those who append at the same time one gets the place; the others wait a little and take the next one. */
const MOST_ATTEMPTS = 40;
const WAIT_MS = 15;

type Last = { readonly seq: number; readonly hash: string };

/**
 * The audit log in the table of identity, without transactions. The place of an entry in the chain is its key, which is
 * put only where nothing lies, so that of two who append one is told to come again. Each entry carries the signed head
 * of its moment; the newest of them also lies by itself, so that entries cut off at the end are missed.
 */
export function openDynamoAudit({ table, secrets, log, now }: Options): Audit {
  let known: Last | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  const put = async (draft: Draft, { seq: before, hash: previous_hash }: Last) => {
    const seq = before + 1;
    const linked = { ...draft, seq, previous_hash };
    const head = signHead({ ...FIRST, seq, hash: hashEntry(linked) }, secrets);
    const entry = { ...linked, hash: head.hash };
    if (!(await table.put(toItem(entry, head.signature), IS_FREE))) return false;
    known = { seq, hash: head.hash };
    const isOlder = {
      text: 'attribute_not_exists(pk) or #seq < :seq',
      names: { '#seq': 'seq' },
      values: { ':seq': seq },
    };
    await table.put({ ...HEAD, ...head }, isOlder);
    return true;
  };
  /** The end of the chain. Where it is not as it was left, the log itself says so. */
  const findEnd = async (): Promise<Last> => {
    const { head, last } = await findEnds(table);
    if (!head && !last) await table.put({ ...HEAD, ...signHead(EMPTY, secrets) }, IS_FREE);
    if (isWhole(head, last?.head, secrets)) return last ?? EMPTY;
    const [before, end] = [head ?? EMPTY, last ?? EMPTY];
    const detail = { headSeq: before.seq, lastSeq: end.seq };
    const next = { seq: Math.max(before.seq, end.seq), hash: end.hash };
    const trouble = toDraft({ action: BROKEN, result: 'failed', actorId: null, detail }, now());
    await put(trouble, next);
    return known ?? next;
  };
  const append = async (draft: Draft) => {
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      if (attempt > 0) await wait(Math.random() * WAIT_MS * Math.min(attempt, 10));
      known ??= await findEnd();
      if (await put(draft, known)) return;
      known = undefined;
    }
    throw new Error('Too many append to the audit log at the same time');
  };
  return {
    append: async (entry) => {
      const draft = toDraft(entry, now());
      const mine = turn.then(() => append(draft));
      turn = mine.catch(() => undefined);
      await mine.catch((cause: unknown) => {
        log.error({ err: cause }, 'the audit log cannot be written');
        throw new AppError('unavailable', 'This cannot be recorded now, so it is not done', {
          cause,
        });
      });
    },
  };
}

/** The chain in a table, for those who verify it. */
export function dynamoChain(table: Table): ChainSource {
  return {
    // Whoever put the last entry may not have come to put the head; the entry carries it.
    findHead: async () => {
      const { head, last } = await findEnds(table);
      return last && last.seq > (head?.seq ?? 0) ? last.head : head;
    },
    findLast: () => findLast(table),
    list: async ({ after, limit }) => {
      const page = await table
        .pages(CHAIN, { ...(after > 0 && { after: placeOf(after) }), limit })
        .next();
      return ((page.value ?? []) as Item[]).map(toEntry);
    },
  };
}

/** The head first: it comes after its entry, so that it is never ahead of the entries unless some are gone. */
async function findEnds(table: Table) {
  const head = await findHead(table);
  const last = await findLast(table);
  // The first head of all comes before the first entry.
  return { head: head ?? (last && (await findHead(table))), last };
}

function isWhole(
  head: SignedHead | undefined,
  last: SignedHead | undefined,
  secrets: Secrets,
): boolean {
  if (!head) return !last;
  if (!isSigned(head, secrets)) return false;
  return last ? head.seq <= last.seq && isSigned(last, secrets) : head.seq === 0;
}

async function findHead(table: Table): Promise<SignedHead | undefined> {
  const item = await table.find(HEAD);
  return item && toHead(item);
}

async function findLast(table: Table): Promise<(Last & { readonly head: SignedHead }) | undefined> {
  const page = await table.pages(CHAIN, { isDescending: true, limit: 1 }).next();
  const [item] = (page.value ?? []) as Item[];
  if (!item) return undefined;
  const head = toHead({ ...item, ...FIRST });
  return { seq: head.seq, hash: head.hash, head };
}

function placeOf(seq: number): string {
  return String(seq).padStart(DIGITS, '0');
}

function toItem({ at, ...entry }: StoredEntry, signature: string): Item {
  return { pk: CHAIN, sk: placeOf(entry.seq), ...entry, at: at.toISOString(), signature };
}

function toEntry({ pk: _pk, sk: _sk, signature: _signature, at, ...entry }: Item): StoredEntry {
  return { ...(entry as unknown as StoredEntry), at: new Date(String(at)) };
}

function toHead({ first_seq, first_previous_hash, seq, hash, signature }: Item): SignedHead {
  return {
    first_seq: Number(first_seq),
    first_previous_hash: String(first_previous_hash),
    seq: Number(seq),
    hash: String(hash),
    signature: String(signature),
  };
}
