/** Which backups stay: the newest of so many days, weeks and months in which there is one. The newest always stays. */
export type KeepRule = {
  readonly daily: number;
  readonly weekly: number;
  readonly monthly: number;
};

const WORDS = /^(\d{1,4}) (daily|weekly|monthly)$/;

/** Reads `7 daily, 4 weekly, 12 monthly`; undefined for anything else. */
export function parseKeepRule(text: string): KeepRule | undefined {
  const rule = { daily: 0, weekly: 0, monthly: 0 };
  for (const part of text.split(',')) {
    const [, count, word] = WORDS.exec(part.trim()) ?? [];
    if (count === undefined || word === undefined) return undefined;
    rule[word as keyof KeepRule] = Number(count);
  }
  return rule;
}

const MONDAY_BEFORE_1970_DAYS = 3;
const DAY_MS = 86_400_000;

const PERIODS: Readonly<Record<keyof KeepRule, (at: Date) => string>> = {
  daily: (at) => at.toISOString().slice(0, 10),
  weekly: (at) => String(Math.floor((at.getTime() / DAY_MS + MONDAY_BEFORE_1970_DAYS) / 7)),
  monthly: (at) => at.toISOString().slice(0, 7),
};

/** Those of the backups that the rule gives up. */
export function givenUp<T extends { readonly createdAt: Date }>(
  backups: readonly T[],
  rule: KeepRule,
): T[] {
  const newestFirst = [...backups].sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
  const kept = new Set(newestFirst.slice(0, 1));
  for (const word of ['daily', 'weekly', 'monthly'] as const) {
    const seen = new Set<string>();
    for (const backup of newestFirst) {
      const period = PERIODS[word](backup.createdAt);
      if (seen.has(period) || seen.size >= rule[word]) continue;
      seen.add(period);
      kept.add(backup);
    }
  }
  return newestFirst.filter((backup) => !kept.has(backup));
}
