import type { Deps } from '../../deps.ts';
import { buildExports, expireExports } from './build-export.ts';
import { eraseDue, eraseRestored } from './erase.ts';

const LOOK_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Gathers data for those who ask, and removes accounts when their time is over, for as long as the server runs. */
export function startPrivacy(deps: Deps): { readonly stop: () => Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  let cleanedAt = -Infinity;
  let running: Promise<void> | undefined;
  let again = false;
  const round = async () => {
    do {
      again = false;
      await buildExports(deps, signal);
      if (deps.now().getTime() - cleanedAt < HOUR_MS) continue;
      cleanedAt = deps.now().getTime();
      await expireExports(deps);
      await eraseRestored(deps, signal);
      await eraseDue(deps, signal);
    } while (again && !signal.aborted);
  };
  const look = () => {
    again = true;
    if (signal.aborted) return;
    running ??= round()
      .catch((error: unknown) => {
        if (!signal.aborted) deps.log.error({ err: error }, 'privacy');
      })
      .finally(() => {
        running = undefined;
        if (again) look();
      });
  };
  const timer = setInterval(look, LOOK_MS);
  timer.unref();
  const unsubscribe = deps.bus.subscribe('', ({ kind }) => kind === 'privacy-wanted' && look());
  look();
  return {
    stop: async () => {
      clearInterval(timer);
      unsubscribe();
      stopping.abort(new Error('The server is stopping'));
      await running;
    },
  };
}
