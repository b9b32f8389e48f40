import * as fs from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { makeClock } from '../testing/fake-clock.ts';
import { makeFolder, smallDescription, smallFrame, spoolOptions } from '../testing/small-stream.ts';
import { readManifest, Spool } from './index.ts';

vi.mock('node:fs', { spy: true });

const PATIENCE = { timeout: 20_000 };

let folder: ReturnType<typeof makeFolder>;
beforeEach(() => {
  folder = makeFolder('trouble');
});
afterEach(() => {
  vi.resetAllMocks();
  folder.remove();
});

const trouble = (code: string) => Object.assign(new Error(`${code}: no`), { code });
const fails = (code: string) => () => {
  throw trouble(code);
};

test('a disk that turns read-only for a while ends nothing', async () => {
  const clock = makeClock();
  const touched = vi.mocked(fs.utimesSync).mockImplementation(fails('EROFS'));
  const spool = new Spool(folder.path, { ...spoolOptions, clock });
  const { log } = spool.begin(smallDescription, true);
  await vi.waitUntil(() => touched.mock.calls.length >= 2, PATIENCE);
  expect(spool.failed.aborted).toBe(false);
  expect(log.append(smallFrame(1))?.seq).toBe(1);
  await spool.close();
});

test.each(['EPERM', 'EACCES', 'EBUSY', 'EMFILE', 'ENFILE'])(
  'a manifest that is held open for a moment (%s) is written later',
  async (code) => {
    const spool = new Spool(folder.path, spoolOptions);
    const { log } = spool.begin(smallDescription, true);
    for (let n = 1; n <= 3; n++) log.append(smallFrame(n));
    log.declareGap({ seq: 2, to: 2, reason: 'quarantined' });
    vi.mocked(fs.renameSync).mockImplementationOnce(fails(code));
    log.tick();
    expect(readManifest(log.folder)?.gaps).toEqual([]);
    log.tick();
    expect(readManifest(log.folder)?.gaps).toEqual([{ seq: 2, to: 2, reason: 'quarantined' }]);
    await spool.close();
  },
);

test('what goes wrong for another reason in the background is told, not thrown at nobody', async () => {
  const clock = makeClock();
  vi.mocked(fs.utimesSync).mockImplementation(fails('EFAULT'));
  const spool = new Spool(folder.path, { ...spoolOptions, clock });
  await vi.waitUntil(() => spool.failed.aborted, PATIENCE);
  expect(spool.failed.reason).toMatchObject({ code: 'EFAULT' });
  await spool.close();
});

test('files that cannot be removed yet are removed with a later acknowledgement', async () => {
  const spool = new Spool(folder.path, { ...spoolOptions, limitBytes: 32 * 16 * 1024 });
  const { log } = spool.begin(smallDescription, true);
  for (let n = 1; n <= 200; n++) log.append(smallFrame(n, 100));
  const files = log.segments.list.length;
  expect(files).toBeGreaterThan(3);
  vi.mocked(fs.rmSync).mockImplementationOnce(fails('EBUSY'));
  log.ack(log.segments.list[1]?.first ?? 0);
  expect(log.segments.list).toHaveLength(files);
  log.ack(log.segments.list[2]?.first ?? 0);
  expect(log.segments.list).toHaveLength(files - 2);
  vi.mocked(fs.rmSync).mockImplementationOnce(fails('EBUSY'));
  log.end();
  await spool.remove(log);
  expect(fs.existsSync(join(log.folder, 'manifest.json'))).toBe(true);
  await spool.close();
});
