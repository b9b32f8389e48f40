/**
 * Zip archives of a person, opened with bounds: what the directory states is added up before a byte is inflated, and no
 * entry can inflate beyond what it states. Names of entries are only compared, never used as paths.
 */
import { unzipSync } from 'fflate';
import { FormatError } from '../errors.ts';

export const LARGEST_EXPANDED_BYTES = 512 << 20;
/** Up to here any ratio is believed; beyond it an archive that expands more than 200-fold is a bomb. */
export const FREE_EXPANDED_BYTES = 64 << 20;
export const LARGEST_RATIO = 200;
const MOST_ENTRIES = 10_000;

export const isZip = (head: Uint8Array): boolean =>
  head[0] === 0x50 && head[1] === 0x4b && head[2] === 0x03 && head[3] === 0x04;

export type ZipEntry = { readonly name: string; readonly size: number };

/** What the archive's directory lists, folders left out. Throws `file_damaged` or `file_too_large`. */
export function listZip(bytes: Uint8Array): ZipEntry[] {
  const entries: ZipEntry[] = [];
  open(bytes, (entry) => {
    entries.push(entry);
    return false;
  });
  return entries;
}

/** The contents of the wanted entries by name; of two with one name the last. Throws `file_damaged`, `file_too_large`. */
export function unzip(
  bytes: Uint8Array,
  wanted: (name: string) => boolean,
): ReadonlyMap<string, Uint8Array> {
  let total = 0;
  const contents = open(bytes, ({ name, size }) => {
    if (!wanted(name)) return false;
    total += size;
    const ratioBound = Math.max(FREE_EXPANDED_BYTES, LARGEST_RATIO * bytes.length);
    if (total > Math.min(LARGEST_EXPANDED_BYTES, ratioBound)) {
      throw new FormatError('file_too_large', 'The archive expands beyond what is read.');
    }
    return true;
  });
  return new Map(Object.entries(contents));
}

function open(bytes: Uint8Array, take: (entry: ZipEntry) => boolean) {
  let seen = 0;
  try {
    return unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (++seen > MOST_ENTRIES) {
          throw new FormatError('file_too_large', `The archive has over ${MOST_ENTRIES} entries.`);
        }
        return !name.endsWith('/') && take({ name, size: originalSize });
      },
    });
  } catch (error) {
    if (error instanceof FormatError) throw error;
    throw new FormatError('file_damaged', 'The archive is damaged or cut.', null, { cause: error });
  }
}
