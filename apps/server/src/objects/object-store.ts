import type { Readable } from 'node:stream';

export type ObjectInfo = {
  readonly key: string;
  readonly bytes: number;
  readonly modifiedAt: Date;
};
export type ByteRange = { readonly start: number; readonly end: number };

/** Where files lie: a folder or a bucket. A key that was put is whole; nobody ever sees half of one. */
export type ObjectStore = {
  /** Stores a stream or bytes under the key, replacing what was there. Resolves when it is durable. */
  readonly put: (key: string, body: Uint8Array | Readable) => Promise<{ readonly bytes: number }>;
  /** Bytes of an object, `end` included; undefined when it is not there. */
  readonly get: (key: string, range?: ByteRange) => Promise<Readable | undefined>;
  readonly head: (key: string) => Promise<ObjectInfo | undefined>;
  /** Deleting what is not there is no error. */
  readonly delete: (key: string) => Promise<void>;
  readonly deletePrefix: (prefix: string) => Promise<void>;
  readonly list: (prefix: string) => AsyncIterable<ObjectInfo>;
  /** The file of an object, where objects are files of this machine. */
  readonly localPath: (key: string) => string | undefined;
  /** What another thread needs to open the same store. */
  readonly settings: ObjectStoreSettings;
  readonly close: () => void;
};

/** Plain data, so that it can be handed to a thread. */
export type ObjectStoreSettings = {
  readonly url: string;
  readonly dataDir: string;
  readonly accessKey: string;
  readonly secretKey: string;
};

/** Names of objects are ours alone, and checked all the same. */
export function checkKey(key: string): string {
  if (!/^[a-z0-9][a-z0-9._-]*(\/[a-z0-9][a-z0-9._-]*)*\/?$/.test(key) || key.length > 300)
    throw new TypeError('Not a name of an object');
  return key;
}
