import { Decoder } from 'cbor-x';
import { WireError } from './close-codes.ts';

// The types of cbor-x do not know `int64AsNumber`: without it a large seq comes as a bigint.
const options = { useRecords: false, mapsAsObjects: true, int64AsNumber: true };
const decoder = new Decoder(options);
const DEEPEST = 12;

/**
 * One CBOR item or JSON text, nested no deeper than messages are and without parts that are shared. Throws WireError
 * malformed_message.
 */
export function decodeItem(data: Uint8Array | string): unknown {
  try {
    const item: unknown = typeof data === 'string' ? JSON.parse(data) : decoder.decode(data);
    checkTree(item, 0, new Set());
    return item;
  } catch (error) {
    const kind = typeof data === 'string' ? 'JSON' : 'CBOR';
    throw new WireError('malformed_message', `This is not ${kind}: ${(error as Error).message}`);
  }
}

/** A CBOR item may hold itself (tags 28 and 29): a hundred bytes that nobody would come to the end of. */
function checkTree(value: unknown, depth: number, seen: Set<object>): void {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
  if (seen.has(value)) throw new Error('a part is shared');
  if (depth >= DEEPEST) throw new Error('nested too deeply');
  seen.add(value);
  for (const one of Object.values(value)) checkTree(one, depth + 1, seen);
}
