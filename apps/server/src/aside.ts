import type { Logger } from 'pino';

/** Work that an answer must not wait for, because its length would tell something. */
export type Aside = {
  readonly run: (name: string, task: () => Promise<void>) => void;
  /** How many there were so far. */
  readonly count: () => number;
  /** Returns once all of it is done. */
  readonly settled: () => Promise<void>;
};

export function openAside(log: Logger): Aside {
  const tasks = new Set<Promise<void>>();
  let begun = 0;
  return {
    run: (name, task) => {
      begun++;
      const running = task()
        .catch((error: unknown) => log.error({ err: error }, `${name} failed`))
        .finally(() => tasks.delete(running));
      tasks.add(running);
    },
    count: () => begun,
    settled: async () => {
      while (tasks.size > 0) await Promise.all(tasks);
    },
  };
}
