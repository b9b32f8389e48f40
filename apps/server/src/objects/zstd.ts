import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

const LEVEL = 9;

/** Zstandard as lap files are written with. */
export function compress(bytes: Uint8Array): Uint8Array {
  return zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: LEVEL } });
}

/** Unpacks to at most `length` bytes: a damaged file cannot take more memory than it says. */
export function decompress(bytes: Uint8Array, length: number): Uint8Array {
  return zstdDecompressSync(bytes, { maxOutputLength: Math.max(1, length) });
}
