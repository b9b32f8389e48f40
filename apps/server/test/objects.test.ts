import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ObjectStore } from '../src/objects/object-store.ts';
import { openObjectStore } from '../src/objects/open.ts';
import { type S3Server, startS3Server } from './s3-server.ts';

const LARGE = Buffer.alloc(20 * 1024 * 1024, 'outlap');

type Opened = { store: ObjectStore; close: () => Promise<void> };

const ADAPTERS: Record<string, () => Promise<Opened>> = {
  folder: async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'outlap-objects-'));
    const store = await openObjectStore({ url: '', dataDir, accessKey: '', secretKey: '' });
    return { store, close: async () => rmSync(dataDir, { recursive: true }) };
  },
  s3: async () => openOn(await startS3Server(), ''),
  's3 with a prefix': async () => openOn(await startS3Server(), 'deep/prefix'),
};

async function openOn(server: S3Server, prefix: string): Promise<Opened> {
  const { accessKey, secretKey } = server;
  const store = await openObjectStore({
    url: server.url('laps', prefix),
    dataDir: '',
    accessKey,
    secretKey,
  });
  return {
    store,
    close: async () => {
      store.close();
      await server.close();
    },
  };
}

describe.each(Object.entries(ADAPTERS))('object store: %s', (_name, open) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());

  const read = async (key: string, range?: { start: number; end: number }) => {
    const body = await opened.store.get(key, range);
    return body && (await buffer(body)).toString();
  };
  const keys = async (prefix: string) =>
    (await Array.fromAsync(opened.store.list(prefix))).map(({ key }) => key).sort();

  test('bytes come back whole, by range, and with their size', async () => {
    const { store } = opened;
    expect(await store.put('a/one.txt', Buffer.from('0123456789'))).toEqual({ bytes: 10 });
    expect(await read('a/one.txt')).toBe('0123456789');
    expect(await read('a/one.txt', { start: 2, end: 4 })).toBe('234');
    expect(await store.head('a/one.txt')).toMatchObject({ key: 'a/one.txt', bytes: 10 });
  });

  test('a second put replaces', async () => {
    await opened.store.put('a/two.txt', Buffer.from('old and long'));
    await opened.store.put('a/two.txt', Buffer.from('new'));
    expect(await read('a/two.txt')).toBe('new');
  });

  test('a stream in many parts comes back', async () => {
    const chunks = Array.from({ length: 20 }, (_, i) => LARGE.subarray(i << 20, (i + 1) << 20));
    expect(await opened.store.put('large/it', Readable.from(chunks))).toEqual({
      bytes: LARGE.length,
    });
    const back = await opened.store.get('large/it');
    expect(back && (await buffer(back)).equals(LARGE)).toBe(true);
  });

  test('a stream that breaks leaves nothing', async () => {
    const broken = Readable.from(
      (function* () {
        yield Buffer.from('half');
        throw new Error('cable pulled');
      })(),
    );
    await expect(opened.store.put('broken/it', broken)).rejects.toThrow('cable pulled');
    expect(await opened.store.head('broken/it')).toBeUndefined();
    const path = opened.store.localPath('x');
    if (path) expect(readdirSync(join(path, '..', '.drafts'))).toEqual([]);
  });

  test('what is not there is undefined, and deleting it is no error', async () => {
    expect(await opened.store.get('no/such')).toBeUndefined();
    expect(await opened.store.head('no/such')).toBeUndefined();
    await opened.store.delete('no/such');
    await opened.store.deletePrefix('no/such/');
  });

  test('lists and deletes by prefix, over several pages', async () => {
    const names = ['p/1/a', 'p/1/b', 'p/1/c', 'p/1/d', 'p/2/e', 'p/2/f', 'p/22/g'];
    for (const name of names) await opened.store.put(name, Buffer.from(name));
    expect(await keys('p/')).toEqual(names);
    expect(await keys('p/2/')).toEqual(['p/2/e', 'p/2/f']);
    await opened.store.deletePrefix('p/1/');
    await opened.store.delete('p/2/e');
    expect(await keys('p/')).toEqual(['p/2/f', 'p/22/g']);
  });

  test.each(['../escape', '/absolute', 'a/../../b', 'a//b', '.hidden', 'Ärger', '', 'a\0b'])(
    'the name %j is refused',
    async (name) => {
      await expect(async () => opened.store.put(name, Buffer.from('x'))).rejects.toThrow();
    },
  );
});

test.each([
  ['secret', { secretKey: 'wrong' }],
  ['key', { accessKey: 'somebody-else' }],
])('a wrong %s is refused by the S3 server', async (_what, wrong) => {
  const server = await startS3Server();
  const { accessKey, secretKey } = server;
  const store = await openObjectStore({
    url: server.url('laps'),
    dataDir: '',
    accessKey,
    secretKey,
    ...wrong,
  });
  await expect(store.put('a', Buffer.from('x'))).rejects.toMatchObject({
    $metadata: { httpStatusCode: 403 },
  });
  expect(server.objects.size).toBe(0);
  store.close();
  await server.close();
});
