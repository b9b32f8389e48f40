import type { Ctx } from '../../deps.ts';
import { getSampledSession, type SampledSession } from '../live/samples/verbs.ts';
import { listRunningIds } from './queries.ts';

/** Every running session of this person. */
export async function listRunning(ctx: Ctx): Promise<SampledSession[]> {
  const ids = await listRunningIds(ctx.db, ctx.actor.userId);
  return Promise.all(ids.map((id) => getSampledSession(ctx, id)));
}
