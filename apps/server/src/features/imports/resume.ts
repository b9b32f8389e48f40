// An import is a row and a job. Between them a process may die, and a job may be lost as often as it is tried: what is left
// is a row that nobody works at. It has to be found so twice, so that one whose job is just being made is not given a second.
import type { Deps } from '../../deps.ts';
import { claimResume, listUnfinishedIds, saveSuspected } from './queries.ts';
import { settleJudged } from './scan.ts';

const LOOK_MS = 60_000;
const AT_ONCE = 100;

type ResumeDeps = Pick<Deps, 'db' | 'jobs' | 'log' | 'now' | 'config'>;

/** Queues again what an earlier process left unfinished; alone on its database, where no job outlives its process. */
export async function resumeImports(deps: ResumeDeps): Promise<number> {
  const unfinished = await listUnfinishedIds(deps.db);
  for (const { id } of unfinished) await deps.jobs.queueImport(id);
  return unfinished.length;
}

/**
 * A look for imports without a job, which queues those of the look before that still have none. Returns how many. What
 * waits for a verdict that is there goes on as well.
 */
export async function resumeLost(deps: ResumeDeps): Promise<number> {
  await settleJudged(deps);
  const unfinished = await listUnfinishedIds(deps.db, AT_ONCE);
  if (unfinished.length === 0) return 0;
  // One server at a time: two would make two jobs. A moment less than the pause, so that a look is not always too early.
  const suspected = await claimResume(deps.db, (LOOK_MS * 0.8) / 1000);
  if (!suspected) return 0;
  const lost: string[] = [];
  for (const { id } of unfinished) if (!(await deps.jobs.hasImport(id))) lost.push(id);
  const again = lost.filter((id) => suspected.includes(id));
  for (const id of again) await deps.jobs.queueImport(id);
  if (again.length > 0) deps.log.warn({ imports: again }, 'imports had lost their jobs');
  await saveSuspected(
    deps.db,
    lost.filter((id) => !again.includes(id)),
  );
  return again.length;
}

/** Looks every minute, for as long as the server runs. */
export function startResume(deps: ResumeDeps): { readonly stop: () => Promise<void> } {
  let running: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    running = running
      .then(() => resumeLost(deps))
      .catch((error: unknown) => deps.log.error({ err: error }, 'imports without a job stay'));
  }, LOOK_MS);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
