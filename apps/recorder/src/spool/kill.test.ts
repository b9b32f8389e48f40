import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { decodeFrame } from '@outlap/protocol';
import { makeFolder, smallDescription, spoolOptions } from '../testing/small-stream.ts';
import { Spool } from './index.ts';

const RUNS = 20;
const SEED = 20260509;

/** A generator of numbers 0 … 1 that is the same each time (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Lets a writer go on in a spool, kills it after so many frames, and gives back the seqs it told of. */
async function writeAndKill(folder: string, frames: number): Promise<number[]> {
  const script = join(import.meta.dirname, '..', 'testing', 'spool-writer.ts');
  const child = spawn(process.execPath, [script, folder, '50'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const told: number[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const seq = Number(line);
    if (Number.isInteger(seq)) told.push(seq);
    if (told.length === frames) child.kill('SIGKILL');
  }
  await exited;
  return told;
}

test(
  `a recorder killed ${RUNS} times keeps every frame it wrote and gives no number out twice`,
  { timeout: 120_000 },
  async () => {
    const folder = makeFolder('kill');
    const random = seeded(SEED);
    const used = new Set<number>();
    for (let run = 0; run < RUNS; run++) {
      const told = await writeAndKill(folder.path, 1 + Math.floor(random() * 400));
      for (const seq of told) {
        expect(used.has(seq), `seq ${seq} was given out twice`).toBe(false);
        used.add(seq);
      }
      const spool = new Spool(folder.path, spoolOptions);
      const { log } = spool.begin(smallDescription, true);
      const cursor = log.cursor(log.acked + 1);
      const kept = new Set<number>();
      let next = log.acked + 1;
      for (let item = cursor.next(); item; item = cursor.next()) {
        const [from, to] =
          item.kind === 'frame' ? [item.record.seq, item.record.seq] : [item.gap.seq, item.gap.to];
        expect(from).toBe(next);
        next = to + 1;
        if (item.kind === 'gap') continue;
        expect(decodeFrame(item.record.bytes).parts[0]?.last(0)).toBe(item.record.seq);
        kept.add(item.record.seq);
      }
      expect(next).toBe(log.last + 1);
      for (const seq of told)
        if (seq > log.acked) expect(kept.has(seq), `seq ${seq} in run ${run}`).toBe(true);
      expect(log.last).toBeGreaterThanOrEqual(Math.max(...used));
      await spool.close();
    }
    folder.remove();
  },
);
