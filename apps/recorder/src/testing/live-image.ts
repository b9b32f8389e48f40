import { readFileSync } from 'node:fs';
import type { LiveMemory } from '../sources/iracing/live-memory.ts';

const BUFFERS = 3;

/**
 * The live memory as a recorded `.ibt` file would have filled it: the same header and variables, three rotating buffers,
 * and `tick(i)` writes record i as the next tick.
 */
export function toLiveImage(ibt: Uint8Array) {
  const head = new DataView(ibt.buffer, ibt.byteOffset, ibt.byteLength);
  const [recordLength, recordsOffset] = [head.getInt32(36, true), head.getInt32(52, true)];
  const bytes = new Uint8Array(recordsOffset + BUFFERS * recordLength);
  bytes.set(ibt.subarray(0, recordsOffset));
  const image = withMemory(bytes);
  image.view.setInt32(32, BUFFERS, true);
  for (let k = 0; k < BUFFERS; k++) {
    image.view.setInt32(48 + k * 16, 0, true);
    image.view.setInt32(52 + k * 16, recordsOffset + k * recordLength, true);
  }
  const tick = (record: number, number = record + 1): void => {
    const k = number % BUFFERS;
    const from = recordsOffset + record * recordLength;
    bytes.set(ibt.subarray(from, from + recordLength), recordsOffset + k * recordLength);
    image.view.setInt32(48 + k * 16, number, true);
  };
  return { ...image, tick };
}

/** An image of the live memory from a file. */
export function readLiveImage(path: string) {
  return withMemory(new Uint8Array(readFileSync(path)));
}

function withMemory(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const memory: LiveMemory = {
    size: bytes.length,
    read: (offset, length) => bytes.slice(offset, offset + length),
    wait: () => Promise.resolve(),
    close: () => undefined,
  };
  return { bytes, view, memory };
}
