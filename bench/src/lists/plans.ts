import type { Database } from '@outlap/server/src/db/client.ts';
import { LOCAL_OWNER, serverActor } from '@outlap/server/src/deps.ts';
import { listLapRows } from '@outlap/server/src/features/laps/queries.ts';
import { listSessionRows } from '@outlap/server/src/features/sessions/queries.ts';
import { toSearchWords } from '@outlap/server/src/resources/search-words.ts';
import { type Filter, LAP_FILTERS, SESSION_FILTERS } from './filters.ts';

type Statement = { readonly sql: string; readonly parameters: readonly unknown[] };
type Plan = {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly Plan[];
};

export type Plans = { readonly statements: number; readonly scans: readonly string[] };

const LIMIT = 51;

/** Explains the server's own statement for each filter; `scans` names the filters that read a large table whole. */
export async function explainLists(database: Database): Promise<Plans> {
  const scans: string[] = [];
  const explain = async (list: string, filter: Filter, run: (db: Database['db']) => unknown) => {
    const { sql, parameters } = await statementOf(database, run);
    const { rows } = await database.executeSql(`explain (format json) ${sql}`, [...parameters]);
    const [{ 'QUERY PLAN': plans }] = rows as [{ 'QUERY PLAN': readonly { Plan: Plan }[] }];
    if (plans.some(({ Plan }) => scansWhole(Plan))) scans.push(`${list} ${JSON.stringify(filter)}`);
  };
  for (const filter of LAP_FILTERS) {
    const { valid, ...rest } = filter;
    const wanted = { ...rest, limit: LIMIT, ...(valid ? { valid: valid === 'true' } : {}) };
    await explain('laps', filter, (db) => listLapRows(db, serverActor(LOCAL_OWNER), wanted));
  }
  for (const filter of SESSION_FILTERS) {
    const { q, ...rest } = filter;
    const wanted = { ...rest, words: toSearchWords(q), limit: LIMIT };
    await explain('sessions', filter, (db) => listSessionRows(db, LOCAL_OWNER, wanted));
  }
  return { statements: LAP_FILTERS.length + SESSION_FILTERS.length, scans };
}

/** Runs a query and keeps the statement that it came to. */
async function statementOf(
  { db }: Database,
  run: (db: Database['db']) => unknown,
): Promise<Statement> {
  let statement: Statement | undefined;
  const watched = db.withPlugin({
    transformQuery: ({ node, queryId }) => {
      statement = db.getExecutor().compileQuery(node, queryId);
      return node;
    },
    transformResult: async ({ result }) => result,
  });
  await run(watched);
  if (!statement) throw new Error('The list ran no statement');
  return statement;
}

function scansWhole(plan: Plan): boolean {
  const whole =
    plan['Node Type'] === 'Seq Scan' && ['lap', 'session'].includes(plan['Relation Name'] ?? '');
  return whole || (plan.Plans ?? []).some(scansWhole);
}
