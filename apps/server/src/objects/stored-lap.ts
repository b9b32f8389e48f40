import { type LapFile, openLapFile } from '@outlap/formats';
import type { LapData } from '@outlap/telemetry';
import { AppError } from '../errors.ts';
import { openObject } from './byte-source.ts';
import type { ObjectStore } from './object-store.ts';
import { decompress } from './zstd.ts';

/** Opens the file of a stored lap for as long as `use` runs. Throws AppError object_missing when it is gone. */
export async function useLapFile<T>(
  store: ObjectStore,
  key: string,
  use: (file: LapFile) => Promise<T>,
): Promise<T> {
  const source = await openObject(store, key);
  if (!source) throw new AppError('object_missing', 'The file of this lap is gone');
  try {
    const slice = async (start: number, end: number = source.size) => {
      const bytes = await source.read(start, end - start);
      return bytes.slice().buffer;
    };
    return await use(await openLapFile({ byteLength: source.size, slice }, { decompress }));
  } finally {
    await source.close();
  }
}

/** A stored lap with all its channels, or the named ones. */
export function readStoredLap(
  store: ObjectStore,
  key: string,
  names?: readonly string[],
): Promise<LapData> {
  return useLapFile(store, key, (file) => file.read(names));
}
