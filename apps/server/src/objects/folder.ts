import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  checkKey,
  type ObjectInfo,
  type ObjectStore,
  type ObjectStoreSettings,
} from './object-store.ts';

const DRAFTS = '.drafts';

/** An object store in a folder: an object is a file, complete and on the disk before it gets its name. */
export function openFolder(root: string, settings: ObjectStoreSettings): ObjectStore {
  const pathOf = (key: string) => join(root, ...checkKey(key).split('/'));
  const head = async (key: string): Promise<ObjectInfo | undefined> => {
    const found = await statOrUndefined(pathOf(key));
    return found?.isFile() ? { key, bytes: found.size, modifiedAt: found.mtime } : undefined;
  };
  return {
    settings,
    localPath: pathOf,
    close: () => undefined,
    head,
    put: async (key, body) => {
      const path = pathOf(key);
      const draft = join(root, DRAFTS, randomUUID());
      await mkdir(dirname(draft), { recursive: true });
      try {
        await pipeline(
          body instanceof Readable ? body : Readable.from([body]),
          createWriteStream(draft, { flush: true }),
        );
        const { size } = await stat(draft);
        await moveInto(draft, path);
        return { bytes: size };
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
    },
    get: async (key, range) =>
      (await head(key)) ? createReadStream(pathOf(key), range ?? {}) : undefined,
    delete: async (key) => {
      await rm(pathOf(key), { force: true });
      await removeEmpty(dirname(pathOf(key)), root);
    },
    deletePrefix: async (prefix) => {
      for await (const { key } of walk(root, prefix)) await rm(pathOf(key), { force: true });
      await removeEmpty(join(root, ...prefix.split('/')), root);
    },
    list: (prefix) => walk(root, prefix),
  };
}

async function moveInto(draft: string, path: string): Promise<void> {
  const folder = dirname(path);
  for (let attempt = 0; ; attempt++) {
    await mkdir(folder, { recursive: true });
    try {
      await rename(draft, path);
      break;
    } catch (error) {
      // Another deletion has just removed the folder because it was empty.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || attempt > 3) throw error;
    }
  }
  if (process.platform === 'win32') return;
  const handle = await open(folder);
  await handle.sync().finally(() => handle.close());
}

async function* walk(root: string, prefix: string): AsyncGenerator<ObjectInfo> {
  if (prefix !== '') checkKey(prefix);
  const start = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  const folders = [join(root, ...start.split('/'))];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const path = join(folder, entry.name);
      const key = relative(root, path).split(sep).join('/');
      if (entry.name.startsWith('.') || !`${key}/`.startsWith(prefix.slice(0, key.length + 1)))
        continue;
      if (entry.isDirectory()) folders.push(path);
      else if (key.startsWith(prefix)) {
        const found = await statOrUndefined(path);
        if (found) yield { key, bytes: found.size, modifiedAt: found.mtime };
      }
    }
  }
}

async function removeEmpty(folder: string, root: string): Promise<void> {
  let current = resolve(folder);
  while (current !== resolve(root) && current.startsWith(resolve(root))) {
    try {
      await rmdir(current);
    } catch {
      return;
    }
    current = dirname(current);
  }
}

async function statOrUndefined(path: string) {
  return stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
}
