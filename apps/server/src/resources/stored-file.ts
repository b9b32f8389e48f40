import type { Readable } from 'node:stream';
import type { ByteRange } from '../objects/object-store.ts';

/** An object as it lies in the store. */
export type StoredFile = {
  readonly bytes: number;
  readonly etag: string;
  readonly mediaType: string;
  readonly fileName: string;
  readonly open: (range?: ByteRange) => Promise<Readable>;
};
