import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Counters } from './counters.ts';

const ADD = `local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return {count, redis.call('TTL', KEYS[1])}`;
const TIMEOUT_MS = 500;
const LONGEST_RETRY_MS = 5000;

type Options = { readonly namespace: string; readonly log: Logger; readonly local: Counters };

/** Counts that several servers share. While Redis is away each server counts by itself. */
export function openRedisCounters(url: string, { namespace, log, local }: Options): Counters {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: TIMEOUT_MS,
    retryStrategy: (times: number) => Math.min(LONGEST_RETRY_MS, 100 * 2 ** Math.min(times, 10)),
  });
  redis.on('error', (error: unknown) => log.debug({ err: error }, 'Redis is away'));
  const keyOf = (key: string) => `outlap:${namespace}:count:${key}`;
  const orLocal = async <T>(ask: () => Promise<T>, instead: () => Promise<T>): Promise<T> => {
    if (redis.status !== 'ready') return instead();
    try {
      return await ask();
    } catch (error) {
      log.debug({ err: error }, 'counted here, Redis did not answer');
      return instead();
    }
  };
  return {
    add: (key, seconds) =>
      orLocal(
        async () => {
          const answer = (await redis.eval(ADD, 1, keyOf(key), seconds)) as [number, number];
          return { count: answer[0], seconds: Math.max(1, answer[1]) };
        },
        () => local.add(key, seconds),
      ),
    find: (key) =>
      orLocal(
        async () => {
          const [[, count], [, seconds]] = (await redis
            .multi()
            .get(keyOf(key))
            .ttl(keyOf(key))
            .exec()) as [[null, string | null], [null, number]];
          if (count === null) return undefined;
          return { count: Number(count), seconds: Math.max(1, seconds) };
        },
        () => local.find(key),
      ),
    remove: async (key) => {
      await local.remove(key);
      await orLocal(
        async () => {
          await redis.del(keyOf(key));
        },
        async () => undefined,
      );
    },
    close: () => redis.disconnect(),
  };
}
