import type { Logger } from 'pino';

/** Work that an answer must not wait for, because its length would tell something. */
export type Aside = {
  readonly run: (name: string, task: () => Promise<void>) => void;
  /** Returns once all of it is done. */
  readonly settled: () => Promise<void>;
};

export function openAside(log: Logger): Aside {
  const tasks = new Set<Promise<void>>();
  return {
    run: (name, task) => {
      const running = task()
        .catch((error: unknown) => log.error({ err: error }, `${name} failed`))
        .finally(() => tasks.delete(running));
      tasks.add(running);
    },
    settled: async () => {
      while (tasks.size > 0) await Promise.all(tasks);
    },
  };
}
