import { execFileSync, spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  eventFrame,
  makeFolder,
  smallDescription,
  smallFrame,
  spoolOptions,
} from '../testing/small-stream.ts';
import { type LogItem, Spool, type StreamLog } from './index.ts';

const DISK_BYTES = 2 ** 20;

const canMount = (() => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const probe = makeFolder('mount');
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', probe.path]);
  if (mounted.status === 0) execFileSync('umount', [probe.path]);
  probe.remove();
  return mounted.status === 0;
})();

function readWords(log: StreamLog): string[] {
  const cursor = log.cursor(log.acked + 1);
  const words: string[] = [];
  for (let item: LogItem | undefined = cursor.next(); item; item = cursor.next())
    words.push(
      item.kind === 'frame'
        ? String(item.record.seq)
        : `${item.gap.reason} ${item.gap.seq}-${item.gap.to}`,
    );
  return words;
}

describe.skipIf(!canMount)('on a disk of 1 MB (needs root on Linux)', () => {
  let disk: ReturnType<typeof makeFolder>;
  let seconds = 0;
  const clock = { ...spoolOptions.clock, seconds: () => seconds };
  const ballast = () => join(disk.path, 'ballast');
  beforeEach(() => {
    disk = makeFolder('disk');
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'tmpfs', disk.path]);
    seconds = 0;
  });
  afterEach(() => {
    execFileSync('umount', ['-l', disk.path]);
    disk.remove();
  });

  const fill = () => {
    try {
      for (let n = 0; ; n++) writeFileSync(`${ballast()}-${n}`, Buffer.alloc(4096));
    } catch (error) {
      expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
    }
  };
  const free = () => {
    for (let n = 0; n < DISK_BYTES / 4096; n++) rmSync(`${ballast()}-${n}`, { force: true });
  };

  test('frames wait in memory while it is full, and are on disk again when there is space', async () => {
    const spool = new Spool(join(disk.path, 'spool'), { ...spoolOptions, clock });
    const { log } = spool.begin(smallDescription, true);
    for (let n = 1; n <= 10; n++) log.append(smallFrame(n));
    fill();
    for (let n = 11; n <= 400; n++) log.append(smallFrame(n));
    expect(log.diskTrouble).toContain('ENOSPC');
    expect(readWords(log)).toEqual(Array.from({ length: 400 }, (_, i) => String(i + 1)));
    free();
    seconds += 1;
    log.append(smallFrame(401));
    expect(log.diskTrouble).toBeNull();
    expect(log.dropped).toBe(0);
    await spool.close();
    const again = new Spool(join(disk.path, 'spool'), { ...spoolOptions, clock });
    const reopened = again.begin(smallDescription, true).log;
    expect(readWords(reopened)).toEqual(Array.from({ length: 401 }, (_, i) => String(i + 1)));
    await again.close();
  });

  test('what memory cannot hold is dropped and counted, the oldest first, events never', async () => {
    const options = { ...spoolOptions, clock, memoryBytes: 20_000 };
    const spool = new Spool(join(disk.path, 'spool'), options);
    const { log } = spool.begin(smallDescription, true);
    for (let n = 1; n <= 10; n++) log.append(smallFrame(n));
    fill();
    for (let n = 11; n <= 2000; n++) log.append(n === 200 ? eventFrame(n) : smallFrame(n));
    const words = readWords(log);
    expect(words).toContain('200');
    expect(log.dropped).toBeGreaterThan(1000);
    expect(log.dropped + log.queuedFrames).toBe(2000);
    free();
    seconds += 1;
    log.append(smallFrame(2001));
    expect(log.diskTrouble).toBeNull();
    expect(readWords(log)).toEqual([...words, '2001']);
    await spool.close();
    const again = new Spool(join(disk.path, 'spool'), options);
    expect(readWords(again.begin(smallDescription, true).log)).toEqual([...words, '2001']);
    await again.close();
  });

  test('the oldest telemetry makes room for a new stream', async () => {
    const spool = new Spool(join(disk.path, 'spool'), { ...spoolOptions, clock });
    const { log: old } = spool.begin(smallDescription, true);
    for (let n = 1; n <= 100; n++) old.append(smallFrame(n));
    fill();
    const { log } = spool.begin(smallDescription, false);
    log.append(smallFrame(1));
    expect(readWords(old)).toEqual(['dropped 1-100']);
    expect(spool.dropped).toBe(100);
    expect(readWords(log)).toEqual(['1']);
    free();
    await spool.close();
  });

  test('without anything to drop a new stream is refused, and can be had once there is space', async () => {
    const spool = new Spool(join(disk.path, 'spool'), { ...spoolOptions, clock });
    fill();
    expect(() => spool.begin(smallDescription, true)).toThrow(
      expect.objectContaining({ code: 'spool_not_writable' }),
    );
    spool.countDropped();
    free();
    const { log } = spool.begin(smallDescription, true);
    expect([log.append(smallFrame(1))?.seq, log.dropped, spool.dropped]).toEqual([1, 1, 1]);
    await spool.close();
  });

  test('numbers go on while it is full, beyond the reserved block, and are never given out again', async () => {
    const options = { ...spoolOptions, clock, memoryBytes: 20_000 };
    const spool = new Spool(join(disk.path, 'spool'), options);
    const { log } = spool.begin(smallDescription, true);
    fill();
    for (let n = 1; n <= 2500; n++) log.append(smallFrame(n));
    expect(log.last).toBe(2500);
    log.ack(2490);
    free();
    await spool.close();
    const again = new Spool(join(disk.path, 'spool'), options);
    expect(again.logs[0]?.last).toBeGreaterThanOrEqual(2500);
    await again.close();
  });
});
