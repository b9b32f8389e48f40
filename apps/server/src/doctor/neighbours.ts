import { randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { Redis } from 'ioredis';
import type { Config } from '../config.ts';
import { openMail } from '../mail/mail.ts';
import { openObjectStore, toObjectStoreSettings } from '../objects/open.ts';
import { openQueue } from '../queues/open.ts';
import { MESSAGE_LIMIT } from '../queues/queue.ts';
import { attempt, fine, found, type Look } from './findings.ts';

const PATIENCE_MS = 5000;
/** Policies that throw away only what is about to end by itself, or nothing. */
const KEEPING = ['noeviction', 'volatile-ttl'];

/** What the server needs beside its database. */
export async function lookAtNeighbours(config: Config): Promise<Look[]> {
  return [
    await objects(config),
    ...(config.REDIS_URL === '' ? [] : [await redis(config)]),
    ...(await queues(config)),
    ...(config.SMTP_URL === '' ? [] : [await smtp(config)]),
  ];
}

function objects(config: Config): Promise<Look> {
  return attempt('object store', 'objects_failed', async () => {
    const store = await openObjectStore(toObjectStoreSettings(config));
    try {
      const key = `health/${randomUUID()}`;
      await store.put(key, Buffer.from('probe'));
      const back = await store.get(key);
      const text = back ? (await buffer(back)).toString() : '';
      await store.delete(key);
      if (text !== 'probe') throw new Error('what was written did not come back');
      return 'writes, reads and deletes';
    } finally {
      store.close();
    }
  });
}

async function redis({ REDIS_URL }: Config): Promise<Look> {
  const client = new Redis(REDIS_URL, {
    lazyConnect: true,
    connectTimeout: PATIENCE_MS,
    commandTimeout: PATIENCE_MS,
    retryStrategy: () => null,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const memory = await client.info('memory');
    const policy = /^maxmemory_policy:(\S+)/m.exec(memory)?.[1] ?? '';
    const isLimited = !/^maxmemory:0\s*$/m.test(memory);
    return isLimited && !KEEPING.includes(policy)
      ? found('Redis', 'redis_evicts', policy)
      : fine('Redis', policy);
  } catch (error) {
    return found('Redis', 'redis_failed', (error as Error).message);
  } finally {
    client.disconnect();
  }
}

/** Without these deliveries a message that several consumers lose in turn is taken for one that nobody can read. */
const FEWEST_DELIVERIES = 10;

async function queues(config: Config): Promise<Look[]> {
  const looks: Look[] = [];
  if (config.INGEST_QUEUE_URL !== '')
    looks.push(...(await queue('ingest queue', config.INGEST_QUEUE_URL, true)));
  if (config.OBJECT_EVENTS_QUEUE_URL !== '')
    looks.push(...(await queue('object events queue', config.OBJECT_EVENTS_QUEUE_URL, false)));
  return looks;
}

async function queue(check: string, url: string, takesFrames: boolean): Promise<Look[]> {
  const opened = await openQueue(url);
  try {
    const facts = await opened?.facts();
    if (!facts) return [];
    const { deliveries, largestMessage } = facts;
    const looks = [fine(check, 'answers')];
    if (takesFrames && (deliveries ?? 0) < FEWEST_DELIVERIES)
      looks.push(found(check, 'queue_gives_up', `${deliveries ?? 'no'} deliveries`));
    if (takesFrames && largestMessage < MESSAGE_LIMIT)
      looks.push(found(check, 'queue_messages_small', `${largestMessage} bytes`));
    return looks;
  } catch (error) {
    return [found(check, 'queue_failed', (error as Error).message)];
  } finally {
    opened?.close();
  }
}

function smtp(config: Config): Promise<Look> {
  return attempt('mail server', 'mail_failed', async () => {
    const mail = openMail(config);
    try {
      await mail.verify();
      return 'takes us';
    } finally {
      mail.close();
    }
  });
}
