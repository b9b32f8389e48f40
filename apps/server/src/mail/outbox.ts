import type { Deps } from '../deps.ts';
import type { MailMessage } from './mail.ts';
import { claimDue, findNextDue, type OutboxRow, type Queued, settleMessage } from './queries.ts';
import { withRequestId } from '../observe/spans.ts';
import { reachOf } from './webhook-address.ts';
import { sendWebhook } from './webhook.ts';

/** How what lies in the outbox becomes a text, and a body. */
export type Composer = {
  readonly mail: (
    row: Pick<OutboxRow, 'payload' | 'count'>,
  ) => Pick<MailMessage, 'subject' | 'text'>;
  readonly webhook: (row: Pick<OutboxRow, 'payload'>) => unknown;
};

export type OutboxDeps = Pick<Deps, 'db' | 'config' | 'mail' | 'log' | 'now' | 'metrics'>;

/** Longer than any one try takes. */
const LEASE_MS = 120_000;
const FIRST_WAIT_MS = 5000;
const LONGEST_WAIT_MS = 3_600_000;
/** About nine hours. */
const ATTEMPTS = 16;
/** Who puts something in tells by the bus; what a command puts in waits for a look. */
const POLL_MS = 30_000;
const FAILED_POLL_MS = 5000;
/** Alone on its database, a server is told of everything new; it looks all the same. */
const ALONE_POLL_MS = 300_000;

const KINDS: readonly Queued['kind'][] = ['mail', 'webhook'];

/** Sends what is due. Each message is tried at least once more after a failure, later each time. */
export async function deliverDue(
  deps: OutboxDeps,
  composer: Composer,
  random: () => number,
  kinds = KINDS,
): Promise<number> {
  const now = deps.now();
  const rows = await claimDue(deps.db, kinds, now, new Date(now.getTime() + LEASE_MS));
  await Promise.all(
    rows.map((row) =>
      withRequestId(row.request_id, `send ${row.kind}`, () => deliver(deps, composer, random, row)),
    ),
  );
  return rows.length;
}

async function deliver(
  deps: OutboxDeps,
  composer: Composer,
  random: () => number,
  row: OutboxRow,
): Promise<void> {
  const { db, mail, now } = deps;
  if (row.kind === 'mail' && !mail.configured)
    return settleMessage(db, row.id, {
      state: 'kept',
      error: 'There is no mail server (SMTP_URL)',
    });
  try {
    await send(deps, composer, row);
  } catch (cause) {
    deps.metrics.deliveries.add(1, { kind: row.kind, result: 'failed' });
    deps.log.warn({ err: cause, messageId: row.id, kind: row.kind }, 'a message could not be sent');
    const error = cause instanceof Error ? cause.message.slice(0, 500) : 'unknown';
    if (row.attempts >= ATTEMPTS) return settleMessage(db, row.id, { state: 'failed', error });
    const wait = waitAfter(row.attempts, random());
    const next = new Date(now().getTime() + wait);
    return settleMessage(db, row.id, { state: 'waiting', next_attempt_at: next, error });
  }
  deps.metrics.deliveries.add(1, { kind: row.kind, result: 'sent' });
  deps.log.info({ messageId: row.id, kind: row.kind }, 'a message was sent');
  await settleMessage(db, row.id, { state: 'sent', sent_at: now(), error: null });
}

async function send({ mail, config, now }: OutboxDeps, composer: Composer, row: OutboxRow) {
  if (row.kind === 'mail') {
    const { subject, text } = composer.mail(row);
    return mail.send({ to: row.recipient, subject, text, messageId: `<${row.id}@outlap>` });
  }
  const timestamp = Math.floor(now().getTime() / 1000);
  return sendWebhook(
    { url: row.recipient, id: row.id, body: JSON.stringify(composer.webhook(row)), timestamp },
    {
      secret: config.WEBHOOK_SECRET,
      hosts: config.WEBHOOK_HOSTS,
      reach: reachOf(config.PUBLIC_URL),
    },
  );
}

/** Milliseconds until the next try: twice as long each time, half of it by chance. */
export function waitAfter(attempts: number, random: number): number {
  const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempts - 1));
  return longest * (0.5 + 0.5 * random);
}

export type Outbox = {
  /** There may be something new. */
  readonly wake: () => void;
  readonly stop: () => Promise<void>;
};

/**
 * Sends for as long as the server runs; any number of servers may do so on one database. Each kind goes by itself: a mail
 * does not wait for somebody's webhook that does not answer.
 */
export function startOutbox(deps: OutboxDeps, composer: Composer, random: () => number): Outbox {
  const senders = KINDS.map((kind) => startSender(deps, composer, random, kind));
  return {
    wake: () => {
      for (const sender of senders) sender.wake();
    },
    stop: async () => {
      await Promise.all(senders.map((sender) => sender.stop()));
    },
  };
}

function startSender(
  deps: OutboxDeps,
  composer: Composer,
  random: () => number,
  kind: Queued['kind'],
): Outbox {
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> | undefined;
  let again = false;
  const pollMs = deps.config.DATABASE_URL === '' ? ALONE_POLL_MS : POLL_MS;

  const round = async () => {
    do {
      again = false;
      while ((await deliverDue(deps, composer, random, [kind])) > 0 && !stopped);
    } while (again && !stopped);
    const due = await findNextDue(deps.db, [kind]);
    return due ? due.getTime() - deps.now().getTime() : pollMs;
  };
  const run = () => {
    clearTimeout(timer);
    if (stopped) return;
    again = true;
    running ??= round()
      .catch((error: unknown) => {
        if (!stopped) deps.log.warn({ err: error }, 'outbox');
        return FAILED_POLL_MS;
      })
      .then((wait) => {
        running = undefined;
        if (stopped) return;
        timer = setTimeout(run, again ? 0 : Math.min(pollMs, Math.max(20, wait)));
        timer.unref();
      });
  };
  run();
  return {
    wake: run,
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
