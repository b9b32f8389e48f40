import { type FileHandle, open } from 'node:fs/promises';
import type { ByteSource } from '@outlap/formats';

/** A file as the readers want it. */
export async function openFile(path: string): Promise<ByteSource & { handle: FileHandle }> {
  const handle = await open(path);
  const { size } = await handle.stat();
  return {
    handle,
    size,
    read: async (offset, length) => {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
      await handle.read(bytes, 0, bytes.length, offset);
      return bytes;
    },
  };
}
