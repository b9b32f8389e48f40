import type { Deps } from '../../deps.ts';
import { deleteObjectsNow } from '../../objects/delete-objects.ts';
import { releasePlaces } from '../tracks/verbs.ts';
import {
  claimRetention,
  deleteFrames,
  deleteSessionLaps,
  listSpentStreams,
  listSessionsToThin,
  markThinned,
  vacuumFrames,
} from './queries.ts';

type RetentionDeps = Pick<Deps, 'db' | 'objects' | 'config' | 'log' | 'now'>;

const DAY_MS = 86_400_000;
const LOOK_MS = 3_600_000;
/** Frames of the unfinished lap at the end of a drive stay this long, so that a late frame can go on with it. */
const TAIL_MS = DAY_MS;
const SESSIONS_AT_ONCE = 20;
const ROWS_AT_ONCE = 500;

/** What the policy removed. */
type Retired = { readonly sessions: number; readonly frames: number };

/** Looks every hour whether a day has passed since any server removed what the policy says, and does it. */
export function startRetention(deps: RetentionDeps): { readonly stop: () => Promise<void> } {
  const stopping = new AbortController();
  let running: Promise<unknown> = Promise.resolve();
  const look = () => {
    running = retireDaily(deps, stopping.signal).catch((error: unknown) => {
      if (!stopping.signal.aborted) deps.log.error({ err: error }, 'retention');
    });
  };
  const timer = setInterval(look, LOOK_MS);
  timer.unref();
  look();
  return {
    stop: async () => {
      clearInterval(timer);
      stopping.abort(new Error('The server is stopping'));
      await running;
    },
  };
}

async function retireDaily(deps: RetentionDeps, signal: AbortSignal): Promise<void> {
  const today = deps.now().toISOString().slice(0, 10);
  if (await claimRetention(deps.db, today)) await retire(deps, signal);
}

/** Removes samples that are older than the policy keeps them, and frames that nobody needs any more, in small batches. */
export async function retire(deps: RetentionDeps, signal?: AbortSignal): Promise<Retired> {
  const sessions = await thinSessions(deps, signal);
  const frames = await dropSpentFrames(deps, signal);
  // The embedded database does not tidy up by itself.
  if (frames > 0 && deps.config.DATABASE_URL === '') await vacuumFrames(deps.db);
  return { sessions, frames };
}

async function thinSessions(deps: RetentionDeps, signal: AbortSignal | undefined): Promise<number> {
  const { SAMPLES_KEEP_DAYS: days, LAPS_KEEP } = deps.config;
  if (days === 0) return 0;
  const before = new Date(deps.now().getTime() - days * DAY_MS);
  const failed = new Set<string>();
  for (let removed = 0; ;) {
    const found = await listSessionsToThin(deps.db, before, SESSIONS_AT_ONCE + failed.size);
    const sessions = found.filter(({ id }) => !failed.has(id));
    for (const session of sessions) {
      signal?.throwIfAborted();
      if (await thin(deps, session, LAPS_KEEP)) removed++;
      else failed.add(session.id);
    }
    // A store that fails again and again is left until tomorrow.
    if (sessions.length < SESSIONS_AT_ONCE || failed.size >= SESSIONS_AT_ONCE) return removed;
  }
}

/** Files first: nothing looks again for those of a session that is marked. */
async function thin(
  deps: RetentionDeps,
  session: Awaited<ReturnType<typeof listSessionsToThin>>[number],
  lapsStay: boolean,
): Promise<boolean> {
  try {
    await deleteObjectsNow(deps.objects, {
      prefixes: [`laps/${session.id}/`],
      keys: [session.recording_key, session.companion_key],
    });
  } catch (error) {
    deps.log.warn({ err: error, sessionId: session.id }, 'samples could not be removed');
    return false;
  }
  await deps.db.transaction().execute(async (tx) => {
    if (!lapsStay) {
      await deleteSessionLaps(tx, session.id);
      await releasePlaces(tx, lapsOnly(session), session.valid_lap_count);
    }
    await markThinned(tx, session.id, deps.now());
  });
  return true;
}

/** The session stays where it was; only its laps no longer count there. */
function lapsOnly({ layout_id }: { readonly layout_id: string | null }) {
  return { vehicle_id: null, track_id: null, layout_id };
}

async function dropSpentFrames(deps: RetentionDeps, signal: AbortSignal | undefined) {
  const before = new Date(deps.now().getTime() - TAIL_MS);
  let total = 0;
  for (const { id, received_seq: untilSeq } of await listSpentStreams(deps.db, before))
    for (let removed = ROWS_AT_ONCE; removed === ROWS_AT_ONCE; total += removed) {
      signal?.throwIfAborted();
      removed = await deleteFrames(deps.db, id, { untilSeq }, ROWS_AT_ONCE);
    }
  return total;
}
