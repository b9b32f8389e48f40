import type { Ctx } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { getSampledSession, type SampledSession } from '../live/samples/verbs.ts';
import { listRunningIds } from './queries.ts';

/** Every running session that this person sees. */
export async function listRunning(ctx: Ctx): Promise<SampledSession[]> {
  const ids = await listRunningIds(ctx.db, ctx.actor);
  return Promise.all(ids.map((id) => getSampledSession(ctx, id)));
}

/** Whether the login session of who asks still lives; keys and links have none. */
export async function isSignedIn({ identity, actor }: Ctx): Promise<boolean> {
  if (actor.loginSessionId === null) return true;
  try {
    await identity.getLogin(actor.loginSessionId);
    return true;
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}
