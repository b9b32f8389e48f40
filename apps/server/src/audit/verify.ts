import type { Db } from '../db/client.ts';
import type { Secrets } from '../identity/secrets.ts';
import {
  BROKEN,
  GENESIS,
  hashEntry,
  isSigned,
  type SignedHead,
  type StoredEntry,
} from './chain.ts';
import { findHead, findLastEntry, listChain } from './queries.ts';

type Problem = {
  readonly seq: number | null;
  readonly kind: 'changed' | 'missing' | 'misplaced' | 'cut' | 'unsigned' | 'not-expected';
  readonly detail: string;
};

export type Verification = {
  readonly ok: boolean;
  readonly entries: number;
  /** To be kept elsewhere: given back as `expect`, it also shows that an older log was put back. */
  readonly head: { readonly seq: number; readonly hash: string };
  /** The first hundred. */
  readonly problems: readonly Problem[];
};

export type Expected = { readonly seq: number; readonly hash: string };

const AT_ONCE = 1000;
const SHOWN = 100;

type Options = { readonly expect?: Expected | undefined; readonly signal?: AbortSignal };
type Report = (kind: Problem['kind'], seq: number | null, detail: string) => void;

/** Where a chain lies. */
export type ChainSource = {
  readonly findHead: () => Promise<SignedHead | undefined>;
  readonly findLast: () => Promise<Link | undefined>;
  /** Entries behind a seq, in the order of the chain. */
  readonly list: (page: {
    readonly after: number;
    readonly limit: number;
  }) => Promise<StoredEntry[]>;
};

/** Reads the whole log of the database, as `verifySource` does. */
export function verifyChain(
  db: Db,
  secrets: Secrets,
  options: Options = {},
): Promise<Verification> {
  const source: ChainSource = {
    findHead: () => findHead(db),
    findLast: () => findLastEntry(db),
    list: (page) => listChain(db, page),
  };
  return verifySource(source, secrets, options);
}

/** Reads a whole log and finds every entry that is not as it was written, not there, or not in its place. */
export async function verifySource(
  source: ChainSource,
  secrets: Secrets,
  options: Options = {},
): Promise<Verification> {
  const problems: Problem[] = [];
  const report: Report = (kind, seq, detail) => {
    if (problems.length < SHOWN) problems.push({ seq, kind, detail });
  };
  const head = await source.findHead();
  const walk = await walkChain(source, head, report, options);
  if (head) checkHead(head, walk, secrets, report);
  else if (walk.entries > 0) report('unsigned', null, 'The head of the log is gone');
  // Entries that came while this was read are known to a newer head.
  const end = await source.findLast();
  const newer = await source.findHead();
  if (end && newer && end.seq > newer.seq)
    report('misplaced', end.seq, 'There are entries behind the head');
  if (!walk.met)
    report(
      'not-expected',
      options.expect?.seq ?? null,
      'The entry that you kept is not in this log',
    );
  const { seq, hash } = head ?? { seq: 0, hash: GENESIS };
  return { ok: problems.length === 0, entries: walk.entries, head: { seq, hash }, problems };
}

type Walk = {
  readonly entries: number;
  readonly lastSeq: number;
  /** Hash of the entry that the head names; null where there is none. */
  readonly hashAtHead: string | null;
  /** Whether the expected entry was there. */
  readonly met: boolean;
};

async function walkChain(
  source: ChainSource,
  head: SignedHead | undefined,
  report: Report,
  { expect, signal }: Options,
): Promise<Walk> {
  let last: Link = head
    ? { seq: head.first_seq - 1, hash: head.first_previous_hash }
    : { seq: 0, hash: GENESIS };
  let hashAtHead: string | null = null;
  let met = expect === undefined;
  let entries = 0;
  for await (const row of entriesOf(source, signal)) {
    for (const [kind, detail] of faultsOf(row, last)) report(kind, row.seq, detail);
    if (row.seq === expect?.seq) met = row.hash === expect.hash;
    if (row.seq === head?.seq) hashAtHead = row.hash;
    last = row;
    entries++;
  }
  return { entries, lastSeq: last.seq, hashAtHead, met };
}

async function* entriesOf(source: ChainSource, signal?: AbortSignal): AsyncGenerator<StoredEntry> {
  for (let after = -1; ;) {
    signal?.throwIfAborted();
    const rows = await source.list({ after, limit: AT_ONCE });
    yield* rows;
    after = rows.at(-1)?.seq ?? after;
    if (rows.length < AT_ONCE) return;
  }
}

type Link = { readonly seq: number; readonly hash: string };

function checkHead(head: SignedHead, walk: Walk, secrets: Secrets, report: Report): void {
  if (!isSigned(head, secrets))
    report('unsigned', head.seq, 'The head is not signed by this server (AUTH_SECRET)');
  if (head.seq > walk.lastSeq)
    report('cut', head.seq, `The log ends at ${walk.lastSeq}, its head says ${head.seq}`);
  else if (head.seq > 0 && walk.hashAtHead !== head.hash)
    report('changed', head.seq, 'The entry at the head is not the one that was signed');
}

function faultsOf(row: StoredEntry, last: Link): (readonly [Problem['kind'], string])[] {
  const faults: (readonly [Problem['kind'], string])[] = [];
  if (row.seq <= last.seq) faults.push(['misplaced', 'It lies before the beginning of the log']);
  else if (row.seq !== last.seq + 1)
    faults.push(['missing', `Entries ${last.seq + 1} to ${row.seq - 1} are not there`]);
  else if (row.previous_hash !== last.hash)
    faults.push(['misplaced', 'It does not follow the entry before it']);
  if (hashEntry(row) !== row.hash) faults.push(['changed', 'It is not as it was written']);
  if (row.action === BROKEN)
    faults.push(['unsigned', `Here the server found its log tampered with: ${row.detail}`]);
  return faults;
}
