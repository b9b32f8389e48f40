import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How late the event loop was in the last whole window, seconds. */
export type EventLoopDelay = { readonly p50: number; readonly p99: number; readonly max: number };

const RESOLUTION_MS = 20;
const WINDOW_MS = 10_000;

/** Watches the event loop. What is read is one window for all who read, however often they do. */
export function watchEventLoop() {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  const look = (): EventLoopDelay => ({
    p50: toDelay(histogram.percentile(50)),
    p99: toDelay(histogram.percentile(99)),
    max: toDelay(histogram.max),
  });
  let last: EventLoopDelay | undefined;
  const timer = setInterval(() => {
    last = look();
    histogram.reset();
  }, WINDOW_MS).unref();
  return {
    delay: () => last ?? look(),
    stop: () => {
      clearInterval(timer);
      histogram.disable();
    },
  };
}

/** The histogram counts from one look of its timer to the next, which is never less than its resolution. */
function toDelay(nanoseconds: number): number {
  return Math.max(0, nanoseconds / 1e9 - RESOLUTION_MS / 1000);
}
