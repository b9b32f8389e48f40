import { createHash } from 'node:crypto';
import type { Ctx } from '../../deps.ts';
import { recordingKey } from '../../objects/keys.ts';
import { getImport, startImport } from '../imports/verbs.ts';
import { claimDemo, hasSessions, releaseDemo } from './queries.ts';

export { driveSimulatedCar } from './simulated-car.ts';

const THREAD = new URL('./demo-thread.ts', import.meta.url);
const HOUR_MS = 3_600_000;
const PATIENCE_SECONDS = 20;

/** At the first start on an empty database: a simulated session, by the same way as any recorded file. Ends when it is there. */
export async function makeDemo(ctx: Ctx): Promise<boolean> {
  if (!ctx.config.DEMO || (await hasSessions(ctx.db))) return false;
  const now = ctx.now();
  if (!(await claimDemo(ctx.db, now))) return false;
  const importId = ctx.newId();
  try {
    const startedAt = new Date(Math.floor(now.getTime() / HOUR_MS) * HOUR_MS - HOUR_MS);
    const bytes = (await ctx.threads.run(THREAD, {
      startedAt: startedAt.toISOString(),
    })) as Uint8Array;
    const key = recordingKey(importId, 'recording');
    await ctx.objects.put(key, bytes);
    await startImport(
      ctx,
      {
        importId,
        fileName: 'demo.ibt',
        bytes: bytes.length,
        hash: createHash('sha256').update(bytes).digest('hex'),
        key,
        companion: null,
      },
      true,
    );
  } catch (error) {
    await releaseDemo(ctx.db);
    throw error;
  }
  await untilImported(ctx, importId);
  return true;
}

async function untilImported(ctx: Ctx, importId: string): Promise<void> {
  const until = performance.now() + PATIENCE_SECONDS * 1000;
  for (let left = PATIENCE_SECONDS; left > 0; left = (until - performance.now()) / 1000)
    if ((await getImport(ctx, importId, left)).finishedAt !== null) return;
}
