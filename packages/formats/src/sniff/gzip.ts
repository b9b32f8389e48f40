/**
 * Gzip around a recording, inflated piece by piece: 64 KiB in, at most some 64 MiB out, and stopped at the bound.
 * A cut or damaged end leaves what was inflated before it.
 */
import { Gunzip } from 'fflate';
import type { ByteSource } from '../bytes.ts';
import { FormatError } from '../errors.ts';
import { FREE_EXPANDED_BYTES, LARGEST_RATIO } from './zip.ts';

const LARGEST_GUNZIPPED_BYTES = 1 << 30;
const PIECE_BYTES = 64 << 10;

export const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b;

/** The inflated bytes, and whether the end was missing. Throws `file_too_large`, or `file_damaged` without a byte. */
export async function gunzip(source: ByteSource): Promise<{ bytes: Uint8Array; cut: boolean }> {
  const pieces: Uint8Array[] = [];
  let total = 0;
  let members = 0;
  let cut = false;
  let taken = 0;
  const inflater = new Gunzip((piece) => {
    total += piece.length;
    const bound = Math.max(FREE_EXPANDED_BYTES, LARGEST_RATIO * taken);
    if (total > Math.min(LARGEST_GUNZIPPED_BYTES, bound)) {
      throw new FormatError('file_too_large', 'The gzip expands beyond what is read.');
    }
    if (piece.length > 0) pieces.push(piece);
  });
  inflater.onmember = () => members++;
  for (let at = 0; at < source.size && !cut; at += PIECE_BYTES) {
    const piece = await source.read(at, PIECE_BYTES);
    taken += piece.length;
    const last = at + PIECE_BYTES >= source.size;
    cut = !push(inflater, piece, last);
  }
  if (total === 0)
    throw new FormatError('file_damaged', 'The gzip holds no byte that can be read.');
  const bytes = new Uint8Array(total);
  let offset = 0;
  for (const piece of pieces) {
    bytes.set(piece, offset);
    offset += piece.length;
  }
  // The inflater does not tell a missing end; the length that closes a single member does.
  const trailer = await source.read(source.size - 4, 4);
  const stated = new DataView(trailer.buffer, trailer.byteOffset, 4).getUint32(0, true);
  return { bytes, cut: cut || (members <= 1 && stated !== total) };
}

function push(inflater: Gunzip, piece: Uint8Array, last: boolean): boolean {
  try {
    inflater.push(piece, last);
    return true;
  } catch (error) {
    if (error instanceof FormatError) throw error;
    return false;
  }
}
