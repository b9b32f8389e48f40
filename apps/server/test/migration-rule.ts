import { type Migration, statementsOf } from '../src/db/migrate.ts';

/** What servers of the version before would stumble over: docs/decisions/0021-expand-then-contract.md */
const TAKES_AWAY: readonly RegExp[] = [
  /^drop (?!index|trigger)/,
  /^truncate /,
  /\bdrop (column|constraint)\b/,
  /\brename\b/,
  /\balter column \S+ (set data )?type\b/,
  /\balter column \S+ set not null\b/,
];
const ADDS = /^(create|alter table \S+ add|insert) ?/;

/** Why a migration breaks the rule; nothing where it keeps it. */
export function faultsOf({ text, step }: Migration): string[] {
  const faults: string[] = [];
  for (const statement of statementsOf(text)) {
    const sql = statement.toLowerCase().replaceAll(/\s+/g, ' ');
    const takes = TAKES_AWAY.some((pattern) => pattern.test(sql)) || demandsValue(sql);
    if (step === 'expand' && takes)
      faults.push(`takes away without a line "-- contract: why": ${sql}`);
    if (step === 'contract' && ADDS.test(sql)) faults.push(`adds in a contract step: ${sql}`);
  }
  return faults;
}

/** A new column that old servers do not fill in. */
function demandsValue(sql: string): boolean {
  return (
    /^alter table \S+ add column \S+ [^;]*not null/.test(sql) &&
    !/\b(default|generated)\b/.test(sql)
  );
}
