import { randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { Redis } from 'ioredis';
import type { Config } from '../config.ts';
import { openMail } from '../mail/mail.ts';
import { openObjectStore, toObjectStoreSettings } from '../objects/open.ts';
import { attempt, fine, found, type Look } from './findings.ts';

const PATIENCE_MS = 5000;
/** Policies that throw away only what is about to end by itself, or nothing. */
const KEEPING = ['noeviction', 'volatile-ttl'];

/** What the server needs beside its database. */
export async function lookAtNeighbours(config: Config): Promise<Look[]> {
  return [
    await objects(config),
    ...(config.REDIS_URL === '' ? [] : [await redis(config)]),
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
