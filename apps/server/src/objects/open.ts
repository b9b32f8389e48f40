import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from '../config.ts';
import { openFolder } from './folder.ts';
import type { ObjectStore, ObjectStoreSettings } from './object-store.ts';

export function toObjectStoreSettings(config: Config): ObjectStoreSettings {
  return {
    url: config.OBJECT_STORE_URL,
    dataDir: config.DATA_DIR,
    accessKey: config.OBJECT_STORE_ACCESS_KEY,
    secretKey: config.OBJECT_STORE_SECRET_KEY,
  };
}

/** Opens the store of these settings; threads call it as the main thread does. */
export async function openObjectStore(settings: ObjectStoreSettings): Promise<ObjectStore> {
  const { url, dataDir } = settings;
  if (url.startsWith('s3://')) {
    // Only who keeps objects in a bucket waits for its client to load.
    const { openS3 } = await import('./s3.ts');
    return openS3(new URL(url), settings);
  }
  return openFolder(folderOf(url, dataDir), settings);
}

function folderOf(url: string, dataDir: string): string {
  if (url === '') return join(dataDir, 'objects');
  if (url.startsWith('file://')) return fileURLToPath(url);
  return isAbsolute(url) ? url : resolve(url);
}
