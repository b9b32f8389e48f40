/** Counts of what happened lately, each forgotten some time after its first. */
export type Counters = {
  /** Adds one. How many there are, and in how many seconds they are forgotten. */
  readonly add: (key: string, seconds: number) => Promise<Count>;
  readonly find: (key: string) => Promise<Count | undefined>;
  readonly remove: (key: string) => Promise<void>;
  readonly close: () => void;
};
type Count = { readonly count: number; readonly seconds: number };

/** Who makes up keys must not fill the memory: the oldest counts go first. */
const MOST = 100_000;

/** Counts of one server. */
export function openLocalCounters(now: () => Date): Counters {
  const counts = new Map<string, { count: number; readonly until: number }>();
  const live = (key: string) => {
    const found = counts.get(key);
    if (found && found.until > now().getTime()) return found;
    counts.delete(key);
    return undefined;
  };
  const shown = ({ count, until }: { count: number; until: number }): Count => ({
    count,
    seconds: Math.max(1, Math.ceil((until - now().getTime()) / 1000)),
  });
  return {
    add: async (key, seconds) => {
      const before = live(key);
      if (before) {
        before.count++;
        return shown(before);
      }
      if (counts.size >= MOST) counts.delete(counts.keys().next().value ?? '');
      const first = { count: 1, until: now().getTime() + seconds * 1000 };
      counts.set(key, first);
      return shown(first);
    },
    find: async (key) => {
      const found = live(key);
      return found && shown(found);
    },
    remove: async (key) => {
      counts.delete(key);
    },
    close: () => counts.clear(),
  };
}
