/**
 * When each PID is to be asked next: a deadline per PID instead of a loop. Whoever is latest against its period and its
 * weight comes first, so under load the slow ones are stretched several times as much as the fast ones, and none starves.
 */
type Tier = {
  readonly seconds: number;
  /** How often its own period a PID may be late before it stands beside a punctual fast one. */
  readonly patience: number;
};

const TIERS = {
  drive: { seconds: 0.1, patience: 1.25 },
  engine: { seconds: 0.25, patience: 1 },
  mixture: { seconds: 1, patience: 2 },
  slow: { seconds: 5, patience: 2 },
  slowest: { seconds: 15, patience: 2 },
  fixed: { seconds: 300, patience: 2 },
} as const satisfies Record<string, Tier>;

const TIER_PIDS: Readonly<Record<Exclude<keyof typeof TIERS, 'slow'>, readonly number[]>> = {
  drive: [0x0c, 0x0d, 0x11],
  engine: [
    0x04, 0x0b, 0x0e, 0x10, 0x43, 0x45, 0x47, 0x49, 0x5a, 0x5e, 0x61, 0x62, 0x66, 0x70, 0x87, 0x9d,
    0xa2, 0xa4,
  ],
  mixture: [
    0x06, 0x07, 0x08, 0x09, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x22, 0x23, 0x24, 0x25,
    0x26, 0x27, 0x28, 0x29, 0x2a, 0x2b, 0x2c, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x3a, 0x3b, 0x44,
    0x48, 0x4a, 0x4b, 0x4c, 0x59, 0x5d, 0x6c, 0x6d, 0x6f, 0x71, 0x72, 0x74, 0x8d, 0x9e,
  ],
  slowest: [
    0x0f, 0x2f, 0x30, 0x31, 0x33, 0x46, 0x4d, 0x4e, 0x5b, 0x7f, 0x84, 0x85, 0x9b, 0xa6, 0xb2,
  ],
  fixed: [0x02, 0x13, 0x1c, 0x1d, 0x4f, 0x50, 0x51, 0x52, 0x5f, 0x63, 0xc7],
};

const TIER_OF: ReadonlyMap<number, Tier> = new Map(
  Object.entries(TIER_PIDS).flatMap(([tier, pids]) =>
    pids.map((pid) => [pid, TIERS[tier as keyof typeof TIERS]] as const),
  ),
);

const MISSES_UNTIL_RARE = 3;
const RARE_SECONDS = 120;
/** What was never asked is as urgent as if its period were this short: everything has a first value soon. */
const FIRST_SECONDS = 1;

type Entry = {
  readonly pid: number;
  readonly tier: Tier;
  dueAt: number;
  misses: number;
  fresh: boolean;
};

export class Schedule {
  readonly #entries: Entry[];

  constructor(pids: Iterable<number>, now: number) {
    this.#entries = [...pids].map((pid) => ({
      pid,
      tier: TIER_OF.get(pid) ?? TIERS.slow,
      dueAt: now,
      misses: 0,
      fresh: true,
    }));
  }

  /** The PID to ask now and, behind it, those that are due as well, the most urgent first; empty where nothing is due. */
  due(now: number): number[] {
    return this.#entries
      .filter((entry) => entry.dueAt <= now)
      .map((entry) => ({ pid: entry.pid, urgency: urgencyOf(entry, now) }))
      .sort((a, b) => b.urgency - a.urgency || a.pid - b.pid)
      .map(({ pid }) => pid);
  }

  /** Seconds until something is due, 0 or more; Infinity where there is nothing to ask. */
  wait(now: number): number {
    return Math.max(0, Math.min(...this.#entries.map(({ dueAt }) => dueAt)) - now);
  }

  /** Sets the next deadline of a PID that was asked at `now`. One that a car promises and never sends is asked rarely. */
  asked(pid: number, now: number, answered: boolean): void {
    const entry = this.#entries.find((one) => one.pid === pid);
    if (!entry) return;
    entry.misses = answered ? 0 : entry.misses + 1;
    entry.fresh = false;
    const rare = entry.misses >= MISSES_UNTIL_RARE;
    const period = rare ? Math.max(RARE_SECONDS, entry.tier.seconds) : entry.tier.seconds;
    entry.dueAt = Math.max(entry.dueAt + period, now + period / 2);
  }

  /** Asks everything anew: after a break nobody knows what still holds. */
  reset(now: number): void {
    for (const entry of this.#entries) {
      entry.dueAt = now;
      entry.misses = 0;
      entry.fresh = true;
    }
  }
}

function urgencyOf({ tier, dueAt, fresh }: Entry, now: number): number {
  const seconds = fresh ? Math.min(FIRST_SECONDS, tier.seconds) : tier.seconds;
  return (1 + (now - dueAt) / seconds) / tier.patience;
}
