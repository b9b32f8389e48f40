/**
 * The bus of several servers, over Redis or Valkey pub/sub. Own messages are handed over in the process at once; what
 * comes back of them is dropped. A channel is subscribed to only while somebody here listens. While Redis is away each
 * server goes on alone: nothing is queued for it, and what it misses is at most shown late, never lost (the database has it).
 */
import { randomUUID } from 'node:crypto';
import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from 'pino';
import { decodeFrame, decodeMessage, encodeMessage } from '@outlap/protocol';
import { type Bus, type BusMessage, Handlers } from './bus.ts';

/** Bytes on their way to a Redis that does not take them: beyond it messages stay in this process. */
const MOST_UNSENT_BYTES = 16 * 2 ** 20;
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5000;
const ORIGIN_BYTES = 36;

export type RedisBusOptions = {
  /** Keeps apart servers of different databases on one Redis. */
  readonly namespace: string;
  readonly log: Logger;
};

/** Opens the bus; does not wait for Redis to be there. */
export function openRedisBus(url: string, { namespace, log }: RedisBusOptions): Bus {
  const origin = randomUUID();
  const prefix = `outlap:${namespace}:`;
  const handlers = new Handlers((error) => log.error({ err: error }, 'bus'));
  const link = new RedisLink(url, log);

  link.onMessage((data, byPattern) => {
    if (data.toString('latin1', 0, ORIGIN_BYTES) === origin) return;
    const message = decode(data.subarray(ORIGIN_BYTES));
    handlers.deliver(byPattern ? '*' : message.sessionId, message, false);
  });

  const align = (topic: string) => {
    const { any, frames } = handlers.wanted(topic);
    link.want(`${prefix}${topic}:m`, any);
    link.want(`${prefix}${topic}:f`, frames);
  };
  return {
    publish: (message) => {
      handlers.deliver(message.sessionId, message, true);
      handlers.deliver('*', message, true);
      if (!link.isReady) return;
      const channel = `${prefix}${message.sessionId}:${message.kind === 'frame' ? 'f' : 'm'}`;
      link.publish(channel, Buffer.concat([Buffer.from(origin, 'latin1'), encode(message)]));
    },
    subscribe: (sessionId, handler, interest = {}) => {
      const stop = handlers.add(sessionId, handler, interest);
      align(sessionId);
      return () => {
        stop();
        align(sessionId);
      };
    },
    connected: () => link.isConnected,
    close: async () => {
      handlers.clear();
      link.close();
    },
  };
}

/** A frame travels as the bytes it came in. */
function encode(message: BusMessage): Uint8Array {
  const plain =
    message.kind === 'frame' ? { ...message, frame: new Uint8Array(message.frame.bytes) } : message;
  return encodeMessage(
    { type: 'bus', message: plain } as { type: string },
    'outlap.v1.cbor',
  ) as Uint8Array;
}

/** What servers of the same version have written is taken as it is. */
function decode(data: Uint8Array): BusMessage {
  const { message } = decodeMessage(data) as unknown as { message: BusMessage };
  if (message.kind !== 'frame') return message;
  return { ...message, frame: decodeFrame(message.frame as unknown as Uint8Array) };
}

const OPTIONS = {
  enableOfflineQueue: false,
  autoResubscribe: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  retryStrategy: (times: number) =>
    Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(times, 10)),
} satisfies RedisOptions;

/** Two connections: one that publishes, one that listens. */
class RedisLink {
  readonly #out: Redis;
  readonly #in: Redis;
  readonly #log: Logger;
  readonly #wanted = new Set<string>();
  #unsentBytes = 0;
  #isAway = false;
  #isClosed = false;

  constructor(url: string, log: Logger) {
    this.#log = log;
    // Messages of one turn of the event loop go out in one write.
    this.#out = new Redis(url, { ...OPTIONS, enableAutoPipelining: true });
    this.#in = new Redis(url, OPTIONS);
    for (const client of [this.#out, this.#in]) {
      client.on('error', (error: unknown) => this.#away(error));
      client.on('close', () => this.#away(undefined));
      client.on('ready', () => this.#back());
    }
    this.#in.on('ready', () => {
      for (const channel of this.#wanted) this.#listen(channel, true);
    });
  }

  get isConnected(): boolean {
    return this.#out.status === 'ready' && this.#in.status === 'ready';
  }
  get isReady(): boolean {
    return this.#out.status === 'ready';
  }

  onMessage(handler: (data: Buffer, byPattern: boolean) => void): void {
    const take = (data: Buffer, byPattern: boolean) => {
      try {
        handler(data, byPattern);
      } catch (error) {
        this.#log.warn({ err: error }, 'a message of another server is not understood');
      }
    };
    this.#in.on('messageBuffer', (_channel: Buffer, data: Buffer) => take(data, false));
    this.#in.on('pmessageBuffer', (_pattern: string, _channel: Buffer, data: Buffer) =>
      take(data, true),
    );
  }

  publish(channel: string, data: Buffer): void {
    if (this.#unsentBytes > MOST_UNSENT_BYTES) return;
    this.#unsentBytes += data.length;
    this.#out
      .publish(channel, data)
      .catch((error: unknown) => this.#away(error))
      .finally(() => (this.#unsentBytes -= data.length));
  }

  want(channel: string, wanted: boolean): void {
    if (this.#isClosed || wanted === this.#wanted.has(channel)) return;
    if (wanted) this.#wanted.add(channel);
    else this.#wanted.delete(channel);
    if (this.#in.status === 'ready') this.#listen(channel, wanted);
  }

  close(): void {
    this.#isClosed = true;
    this.#out.disconnect();
    this.#in.disconnect();
  }

  #listen(channel: string, wanted: boolean): void {
    const isPattern = channel.includes('*');
    const change = wanted
      ? isPattern
        ? this.#in.psubscribe(channel)
        : this.#in.subscribe(channel)
      : isPattern
        ? this.#in.punsubscribe(channel)
        : this.#in.unsubscribe(channel);
    // A connection that breaks meanwhile subscribes to everything wanted when it is back.
    change.catch((error: unknown) => this.#away(error));
  }

  #away(error: unknown): void {
    if (this.#isAway || this.#isClosed) return;
    this.#isAway = true;
    this.#log.warn({ err: error }, 'Redis is away: this server goes on alone until it is back');
  }

  #back(): void {
    if (!this.#isAway || this.#out.status !== 'ready' || this.#in.status !== 'ready') return;
    this.#isAway = false;
    this.#log.info('Redis is back');
  }
}
