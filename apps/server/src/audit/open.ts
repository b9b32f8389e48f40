import type { Logger } from 'pino';
import type { Db } from '../db/client.ts';
import { AppError } from '../errors.ts';
import type { Secrets } from '../identity/secrets.ts';
import type { Audit } from './audit.ts';
import {
  BROKEN,
  GENESIS,
  type Head,
  hashEntry,
  isSigned,
  signHead,
  type StoredEntry,
} from './chain.ts';
import { type Draft, toDraft } from './draft.ts';
import {
  findLastEntry,
  insertEntries,
  insertFirstHead,
  lockHead,
  saveHead,
  type Tx,
} from './queries.ts';

type Options = {
  readonly secrets: Secrets;
  readonly log: Logger;
  readonly now: () => Date;
};

type Waiting = {
  readonly draft: Draft;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
};

const AT_ONCE = 500;

/**
 * The audit log in the database. What comes while a transaction runs goes into the next one together. When an entry
 * cannot be written `append` throws `unavailable`, and so must the act that it tells of. It takes a connection of its
 * own: whoever calls it inside of a transaction waits for ever on the embedded database.
 */
export function openAudit(db: Db, { secrets, log, now }: Options): Audit {
  let waiting: Waiting[] = [];
  let writing: Promise<void> | undefined;
  let knownSeq = 0;

  const writeAll = async () => {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, AT_ONCE);
      waiting = waiting.slice(AT_ONCE);
      try {
        const drafts = batch.map(({ draft }) => draft);
        const chain = { secrets, now, knownSeq };
        knownSeq = await db.transaction().execute((tx) => appendAll(tx, drafts, chain));
        for (const { resolve } of batch) resolve();
      } catch (cause) {
        log.error({ err: cause }, 'the audit log cannot be written');
        const error = new AppError(
          'unavailable',
          'This cannot be recorded now, so it is not done',
          {
            cause,
          },
        );
        for (const { reject } of batch) reject(error);
      }
    }
    writing = undefined;
  };
  return {
    append: async (entry) => {
      const draft = toDraft(entry, now());
      await new Promise<void>((resolve, reject) => {
        waiting.push({ draft, resolve, reject });
        writing ??= writeAll();
      });
    },
  };
}

type Chain = {
  readonly secrets: Secrets;
  readonly now: () => Date;
  /** The highest seq that this process has seen. */
  readonly knownSeq: number;
};

async function appendAll(tx: Tx, drafts: readonly Draft[], chain: Chain): Promise<number> {
  const { secrets } = chain;
  const { head, trouble } = await takeHead(tx, chain);
  const entries: StoredEntry[] = [];
  let { seq, hash } = head;
  for (const draft of [...trouble, ...drafts]) {
    seq++;
    const linked = { ...draft, seq, previous_hash: hash };
    hash = hashEntry(linked);
    entries.push({ ...linked, hash });
  }
  await insertEntries(tx, entries);
  await saveHead(tx, signHead({ ...head, seq, hash }, secrets));
  return seq;
}

/** The head to go on from. When it is not as it was left, the log itself says so, and goes on behind what is there. */
async function takeHead(tx: Tx, { secrets, now, knownSeq }: Chain) {
  const first: Head = { first_seq: 1, first_previous_hash: GENESIS, seq: 0, hash: GENESIS };
  let head = await lockHead(tx);
  if (!head) {
    await insertFirstHead(tx, signHead(first, secrets));
    head = await lockHead(tx);
  }
  if (!head) throw new Error('The head of the audit log is gone');
  const last = await findLastEntry(tx);
  const seq = Math.max(head.seq, last?.seq ?? 0, knownSeq);
  const isWhole = last ? head.seq === last.seq && head.hash === last.hash : head.seq === 0;
  if (isWhole && head.seq >= knownSeq && isSigned(head, secrets)) return { head, trouble: [] };
  const detail = { headSeq: head.seq, lastSeq: last?.seq ?? 0, signed: isSigned(head, secrets) };
  const trouble = toDraft({ action: BROKEN, result: 'failed', actorId: null, detail }, now());
  return { head: { ...head, seq }, trouble: [trouble] };
}
