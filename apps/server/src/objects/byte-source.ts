import { open } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import type { ByteSource } from '@outlap/formats';
import type { ObjectStore } from './object-store.ts';

/** An object as the file readers want it: size and random access. Undefined when it is not there. */
export async function openObject(
  store: ObjectStore,
  key: string,
): Promise<(ByteSource & { readonly close: () => Promise<void> }) | undefined> {
  const found = await store.head(key);
  if (!found) return undefined;
  const path = store.localPath(key);
  if (path !== undefined) return openFile(path, found.bytes);
  return {
    size: found.bytes,
    close: async () => undefined,
    read: async (offset, length) => {
      const end = Math.min(found.bytes, offset + length) - 1;
      if (end < offset) return new Uint8Array();
      const body = await store.get(key, { start: offset, end });
      return body ? await buffer(body) : new Uint8Array();
    },
  };
}

async function openFile(path: string, size: number) {
  const handle = await open(path);
  return {
    size,
    close: () => handle.close(),
    read: async (offset: number, length: number) => {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
      let filled = 0;
      while (filled < bytes.length) {
        const { bytesRead } = await handle.read(
          bytes,
          filled,
          bytes.length - filled,
          offset + filled,
        );
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return filled === bytes.length ? bytes : bytes.subarray(0, filled);
    },
  };
}
