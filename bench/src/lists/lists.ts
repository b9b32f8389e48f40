import { fetchSignedIn } from '@outlap/e2e/credentials';
import { startProduct } from '@outlap/e2e/product';
import type { Database } from '@outlap/server/src/db/client.ts';
import { formatCursor } from '@outlap/server/src/resources/cursor.ts';
import { measure, median, percentile, type Row, toMs } from '../report.ts';
import { LAPS, makeDatabase } from './database.ts';
import { type Filter, LAP_FILTERS, SESSION_FILTERS } from './filters.ts';
import { explainLists } from './plans.ts';

const ROUNDS = 2;
const PAGES = 3;
const FAR = 900_000;

type Answers = { readonly seconds: number[]; readonly worst: { filter: Filter; seconds: number } };

/** The lists of a server whose PostgreSQL knows a million laps. */
export async function lists(): Promise<Row[]> {
  const made = await makeDatabase();
  if (!made) return [{ ...NOTHING, what: `lists with ${COUNT} laps: no PostgreSQL answers` }];
  const product = await startProduct({ DEMO: '0', DATABASE_URL: made.url });
  try {
    const laps = await ask(`${product.address}/api/laps`, LAP_FILTERS);
    const sessions = await ask(`${product.address}/api/sessions`, SESSION_FILTERS);
    const far = await farPage(product.address, made.database);
    const { statements, scans } = await explainLists(made.database);
    return [
      toRow('GET /api/laps', laps),
      toRow('GET /api/sessions', sessions),
      far,
      {
        what: `plans of ${statements} list statements that read the laps or sessions whole`,
        ours: String(scans.length),
        peer: scans[0] ?? '–',
        ratio: '–',
        bound: '0',
        holds: scans.length === 0,
      },
    ];
  } finally {
    await product.stop();
    await made.drop();
  }
}

const COUNT = LAPS.toLocaleString('en');
const NOTHING = { ours: '–', peer: '–', ratio: '–', bound: '–', holds: null };

function toRow(list: string, { seconds, worst }: Answers): Row {
  const p99 = percentile(seconds, 0.99);
  const names = Object.keys(worst.filter).join(', ') || 'none';
  return {
    what: `${list} with ${COUNT} laps: 99 of 100 of ${seconds.length} pages within`,
    ours: toMs(p99),
    peer: `median ${toMs(median(seconds))}; slowest ${toMs(worst.seconds)} (filters: ${names})`,
    ratio: '–',
    bound: '≤ 100 ms',
    holds: p99 <= 0.1,
  };
}

/** The first pages of each filtered list, again and again. */
async function ask(address: string, filters: readonly Filter[]): Promise<Answers> {
  await getPage(address, {});
  const seconds: number[] = [];
  let worst = { filter: {} as Filter, seconds: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    for (const filter of filters) {
      let cursor: string | null = '';
      for (let page = 0; page < PAGES && cursor !== null; page++) {
        const started = performance.now();
        cursor = await getPage(address, cursor === '' ? filter : { ...filter, cursor });
        const took = (performance.now() - started) / 1000;
        seconds.push(took);
        if (took > worst.seconds) worst = { filter, seconds: took };
      }
    }
  }
  return { seconds: seconds.sort((a, b) => a - b), worst };
}

async function getPage(address: string, query: Filter): Promise<string | null> {
  const response = await fetchSignedIn(`${address}?${new URLSearchParams(query).toString()}`);
  if (!response.ok) throw new Error(`${response.url}: ${await response.text()}`);
  return ((await response.json()) as { nextCursor: string | null }).nextCursor;
}

/** The page behind the first 900,000 laps: by its cursor through the server, and by OFFSET in SQL. */
async function farPage(address: string, database: Database): Promise<Row> {
  const order = 'order by layout_key, invalid, time_seconds, id';
  const statement = (columns: string, limit: number) =>
    `select ${columns} from lap ${order} offset ${FAR} limit ${limit}`;
  const place = 'layout_key, invalid, time_seconds, id';
  const { rows } = await database.executeSql(statement(place, 1));
  const cursor = formatCursor(Object.values(rows[0] as Record<string, unknown>));
  const ours = median(await measure(15, () => getPage(`${address}/api/laps`, { cursor })));
  const offset = median(await measure(3, () => database.executeSql(statement('*', 51))));
  return {
    what: `the page of laps behind the first ${FAR.toLocaleString('en')}`,
    ours: toMs(ours),
    peer: `SQL with OFFSET: ${toMs(offset)}`,
    ratio: `${(offset / ours).toFixed(0)} × faster`,
    bound: '≤ 100 ms',
    holds: ours <= 0.1,
  };
}
