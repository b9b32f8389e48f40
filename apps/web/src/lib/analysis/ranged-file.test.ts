import { expect, test } from 'vitest';
import { FileChanged, groupRanges, RangedFile } from './ranged-file.ts';

const file = Uint8Array.from({ length: 300_000 }, (_, i) => i % 251);
const server = (status = 206) => {
  const asked: string[] = [];
  const fetch = (_: unknown, init?: RequestInit) => {
    const range = new Headers(init?.headers).get('range') ?? '';
    asked.push(range);
    const [start = 0, end = 0] = range.replace('bytes=', '').split('-').map(Number);
    const body = status === 206 ? file.slice(start, end + 1) : file;
    return Promise.resolve(new Response(status < 300 ? body : null, { status }));
  };
  return { asked, fetch: fetch as typeof globalThis.fetch };
};

test('ranges of one turn that lie close are one request', async () => {
  const { asked, fetch } = server();
  const ranged = new RangedFile(() => '/x', file.length, fetch);
  const [a, b, c] = await Promise.all([
    ranged.slice(100, 200),
    ranged.slice(5000, 5004),
    ranged.slice(200_000, 200_002),
  ]);
  expect(asked).toEqual(['bytes=100-5003', 'bytes=200000-200001']);
  expect(a).toEqual(file.subarray(100, 200));
  expect(b).toEqual(file.subarray(5000, 5004));
  expect(c).toEqual(file.subarray(200_000, 200_002));
});

test('the end of the file is fetched once', async () => {
  const { asked, fetch } = server();
  const ranged = new RangedFile(() => '/x', file.length, fetch);
  await ranged.slice(250_000, 300_000);
  expect(await ranged.slice(290_000, 290_010)).toEqual(file.subarray(290_000, 290_010));
  expect(asked).toHaveLength(1);
});

test('a server without ranges serves too, an error is one', async () => {
  const whole = new RangedFile(() => '/x', file.length, server(200).fetch);
  expect(await whole.slice(7, 9)).toEqual(file.subarray(7, 9));
  const gone = new RangedFile(() => '/x', file.length, server(404).fetch);
  await expect(gone.slice(7, 9)).rejects.toThrow('404');
});

test('the first answer tells the version that the others are asked for', async () => {
  const asked: string[] = [];
  let etag = '"1-7"';
  let size = file.length;
  const fetch = (url: string) => {
    asked.push(url);
    const headers = { etag, 'content-range': `bytes 0-9/${size}` };
    return Promise.resolve(new Response(file.slice(0, 10), { status: 206, headers }));
  };
  const open = () =>
    new RangedFile((version) => `/x?v=${version}`, file.length, fetch as typeof globalThis.fetch);
  const ranged = open();
  await ranged.slice(0, 10);
  await ranged.slice(0, 10);
  expect(asked).toEqual(['/x?v=undefined', '/x?v=1-7']);
  etag = '"1-8"';
  await expect(ranged.slice(0, 10)).rejects.toThrow(FileChanged);
  size = 7;
  await expect(open().slice(0, 10)).rejects.toMatchObject({ byteLength: 7 });
});

test('groups keep their members', () => {
  const groups = groupRanges([
    { start: 90, end: 100 },
    { start: 0, end: 10 },
    { start: 500_000, end: 500_001 },
  ]);
  expect(groups.map(({ start, end, members }) => [start, end, members.length])).toEqual([
    [0, 100, 2],
    [500_000, 500_001, 1],
  ]);
});
