import type { Deps } from '../deps.ts';
import { deleteExpired } from './store/expired-queries.ts';

const HOUR_MS = 3_600_000;
/** What has expired is refused at once, and lies here for a day more. */
const KEPT_MS = 86_400_000;
const AT_ONCE = 500;

type SweepDeps = Pick<Deps, 'db' | 'log' | 'now'>;

/** Removes what has expired from the database, a few rows at a time; how many. */
export async function sweepExpired(
  { db, now }: Pick<Deps, 'db' | 'now'>,
  signal?: AbortSignal,
): Promise<number> {
  const before = new Date(now().getTime() - KEPT_MS);
  for (let removed = 0; ;) {
    const some = await deleteExpired(db, { before, limit: AT_ONCE });
    removed += some;
    if (some === 0 || signal?.aborted) return removed;
  }
}

/** Does so every hour, for as long as the server runs. */
export function startSweep(deps: SweepDeps): { readonly stop: () => Promise<void> } {
  const stopping = new AbortController();
  let running: Promise<unknown> = Promise.resolve();
  const sweep = () => {
    running = running
      .then(() => sweepExpired(deps, stopping.signal))
      .catch((error: unknown) => deps.log.error({ err: error }, 'what has expired stays'));
  };
  const timer = setInterval(sweep, HOUR_MS);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      stopping.abort();
      await running;
    },
  };
}
