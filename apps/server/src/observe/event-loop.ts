import { createHistogram, performance } from 'node:perf_hooks';

/** How late the event loop was in the last whole window, seconds. */
type EventLoopDelay = { readonly p50: number; readonly p99: number; readonly max: number };

export type EventLoop = {
  /** One window of ten seconds for all who read, however often they do. */
  readonly delay: () => EventLoopDelay;
  /** Is told about each second how late the loop was in it, milliseconds on average. */
  readonly eachSecond: (look: (delayMs: number) => void) => () => void;
  /** Somebody wants something: the loop is timed soon, as it may have been idle. */
  readonly wake: () => void;
  readonly stop: () => void;
};

/** A loop that works is timed often; each time wakes a process that has nothing else to do. */
const BUSY_MS = 100;
const IDLE_MS = 10_000;
/** Part of the time in which a loop works that is no longer idle. */
const BUSY = 0.1;
const SECOND_MS = 950;
const WINDOW_MS = 10_000;

/** Watches the event loop of this thread. */
export function watchEventLoop(): EventLoop {
  const histogram = createHistogram();
  const looks = new Set<(delayMs: number) => void>();
  let last: EventLoopDelay | undefined;
  let windowAt = performance.now();
  let secondAt = windowAt;
  let second = { delayMs: 0, count: 0 };
  let used = performance.eventLoopUtilization();
  let timer: NodeJS.Timeout | undefined;
  let isIdle = false;

  const read = (): EventLoopDelay => ({
    p50: histogram.percentile(50) / 1e9,
    p99: histogram.percentile(99) / 1e9,
    max: histogram.count > 0 ? histogram.max / 1e9 : 0,
  });
  const next = () => {
    const afterMs = isIdle ? IDLE_MS : BUSY_MS;
    const due = performance.now() + afterMs;
    timer = setTimeout(() => {
      const now = performance.now();
      sample(now, Math.max(0, now - due));
      next();
    }, afterMs);
    timer.unref();
  };
  const sample = (now: number, delayMs: number) => {
    histogram.record(Math.max(1, Math.round(delayMs * 1e6)));
    second = { delayMs: second.delayMs + delayMs, count: second.count + 1 };
    if (now - secondAt >= SECOND_MS) {
      const mean = second.delayMs / second.count;
      secondAt = now;
      second = { delayMs: 0, count: 0 };
      const before = used;
      used = performance.eventLoopUtilization();
      isIdle = performance.eventLoopUtilization(used, before).utilization < BUSY;
      for (const look of looks) look(mean);
    }
    if (now - windowAt >= WINDOW_MS) {
      windowAt = now;
      last = read();
      histogram.reset();
    }
  };

  next();
  return {
    delay: () => last ?? read(),
    eachSecond: (look) => {
      looks.add(look);
      return () => looks.delete(look);
    },
    wake: () => {
      if (!isIdle) return;
      isIdle = false;
      secondAt = performance.now();
      used = performance.eventLoopUtilization();
      clearTimeout(timer);
      next();
    },
    stop: () => clearTimeout(timer),
  };
}
