import type { Deps } from '../../deps.ts';
import { pingDatabase } from '../../db/client.ts';
import { cached } from '../../observe/cached.ts';
import type { Queue } from '../../queues/queue.ts';
import type { Check, Readiness } from './schemas.ts';

const PATIENCE_MS = 2000;
/** Anybody may ask, as often as they like. */
const STORE_MS = 1000;
/** A mail server does not want to be greeted at every question of a balancer. */
const MAIL_MS = 60_000;
/** Each question to a queue is paid for. */
const QUEUE_MS = 10_000;

/** Without these nothing works; without the others something waits, and requests are answered all the same. */
const REQUIRED = ['database', 'objects'] as const;

export type ReadinessDeps = Pick<
  Deps,
  'db' | 'objects' | 'bus' | 'queues' | 'mail' | 'jobs' | 'drain' | 'config'
>;

/** Asks what the server depends on for a sign of life; nothing may take longer than two seconds. */
export function openReadiness(deps: ReadinessDeps): () => Promise<Readiness> {
  const askDatabase = cached(STORE_MS, PATIENCE_MS, async () => {
    await pingDatabase(deps.db);
    return true;
  });
  const askObjects = cached(STORE_MS, PATIENCE_MS, async () => {
    await deps.objects.head('health/probe');
    return true;
  });
  const askMail = cached(MAIL_MS, PATIENCE_MS, async () => {
    await deps.mail.verify();
    return true;
  });
  const askIngestQueue = openQueueCheck(deps.queues.ingest);
  const askObjectEventsQueue = openQueueCheck(deps.queues.objectEvents);
  return async () => {
    const [database, objects, ingestQueue, objectEventsQueue, mail] = await Promise.all([
      askDatabase(),
      askObjects(),
      askIngestQueue(),
      askObjectEventsQueue(),
      deps.mail.configured ? askMail() : undefined,
    ]);
    const { connected } = deps.bus;
    const checks: Readiness['checks'] = {
      database: toCheck(database === true),
      objects: toCheck(objects === true),
      jobs: toCheck(!deps.jobs.isFailing()),
      redis: connected ? toCheck(connected()) : 'off',
      ingestQueue,
      objectEventsQueue,
      mail: deps.mail.configured ? toCheck(mail === true) : 'off',
    };
    const works = REQUIRED.every((name) => checks[name] === 'ok');
    const status = deps.drain.isDraining ? 'draining' : works ? 'ok' : 'unavailable';
    return { status, checks, required: [...REQUIRED] };
  };
}

function openQueueCheck(queue: Queue | undefined): () => Promise<Check> {
  if (!queue) return async () => 'off';
  const ask = cached(QUEUE_MS, PATIENCE_MS, () => queue.facts());
  return async () => toCheck((await ask()) !== undefined);
}

function toCheck(works: boolean): Check {
  return works ? 'ok' : 'failed';
}
