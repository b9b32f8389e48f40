import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dynamoChain, openDynamoAudit } from '../src/audit/dynamo.ts';
import { verifySource } from '../src/audit/verify.ts';
import type { Secrets } from '../src/identity/secrets.ts';
import { openDynamoTable } from '../src/identity/store/open-dynamo.ts';
import { ensureTable } from '../src/identity/store/dynamo/connect.ts';
import type { Table } from '../src/identity/store/dynamo/table.ts';
import { openDynamoCounters } from '../src/throttle/dynamo-counters.ts';
import { type DynamoServer, startDynamo } from './dynamo-server.ts';

const SECRETS: Secrets = ['the secret of the audit log, long enough'];
let dynamo: DynamoServer;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.close());

let tables = 0;
async function newTable() {
  const url = dynamo.url.replace('dynamodb://', `dynamodb://n${tables++}-`);
  const opened = openDynamoTable(url);
  await ensureTable(opened.client, opened.name, opened);
  return opened;
}

const entry = { action: 'login.pwd', result: 'done', actorId: null } as const;
const log = pino({ level: 'silent' });
const open = (table: Table, secrets = SECRETS) =>
  openDynamoAudit({ table, secrets, log, now: () => new Date() });
const verify = (table: Table, secrets = SECRETS) => verifySource(dynamoChain(table), secrets);

describe('the audit log in DynamoDB', () => {
  test('many who append at the same time make one chain', async () => {
    const { table } = await newTable();
    const writers = Array.from({ length: 5 }, () => open(table));
    await Promise.all(
      writers.flatMap((audit, w) =>
        Array.from({ length: 8 }, (_, n) => audit.append({ ...entry, detail: { w, n } })),
      ),
    );
    expect(await verify(table)).toMatchObject({ ok: true, entries: 40, problems: [] });
    const rows = await dynamoChain(table).list({ after: 0, limit: 100 });
    expect(new Set(rows.map(({ detail }) => detail)).size).toBe(40);
    // What one process appends lies in its order.
    const first = rows.map(({ detail }) => JSON.parse(detail) as { w: number; n: number });
    expect(first.filter(({ w }) => w === 0).map(({ n }) => n)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  test('what was changed, removed or cut off is found', async () => {
    const { table } = await newTable();
    const audit = open(table);
    for (let n = 0; n < 5; n++) await audit.append({ ...entry, detail: { n } });
    const place = (seq: number) => ({ pk: 'AUDIT', sk: String(seq).padStart(12, '0') });
    const third = await table.find(place(3));
    if (!third) throw new Error('no third entry');

    await table.put({ ...third, action: 'logout' });
    expect((await verify(table)).problems).toMatchObject([{ kind: 'changed', seq: 3 }]);
    await table.remove(place(3));
    expect((await verify(table)).problems).toMatchObject([{ kind: 'missing', seq: 4 }]);
    await table.put(third);
    expect(await verify(table)).toMatchObject({ ok: true });
    await table.remove({ pk: 'AUDIT#HEAD', sk: 'HEAD' });
    await open(table).append(entry);
    expect((await verify(table)).problems).toMatchObject([{ kind: 'unsigned', seq: 6 }]);
    await table.remove(place(7));
    expect((await verify(table)).problems).toMatchObject([
      { kind: 'unsigned', seq: 6 },
      { kind: 'cut', seq: 7 },
    ]);
    // Who goes on from there says so in the log itself.
    await open(table).append(entry);
    const kinds = (await verify(table)).problems.map(({ kind }) => kind);
    expect(kinds).toContain('missing');
    expect(kinds.filter((kind) => kind === 'unsigned')).toHaveLength(2);
  });

  test('a head that was not written any more is that of the last entry', async () => {
    const { table } = await newTable();
    const audit = open(table);
    await audit.append(entry);
    const head = await table.find({ pk: 'AUDIT#HEAD', sk: 'HEAD' });
    await audit.append(entry);
    if (head) await table.put(head);
    expect(await verify(table)).toMatchObject({ ok: true, entries: 2, head: { seq: 2 } });
    await open(table).append(entry);
    expect(await verify(table)).toMatchObject({ ok: true, entries: 3 });
  });

  test('a foreign signature is found', async () => {
    const { table } = await newTable();
    await open(table, ['somebody else who can write to the table']).append(entry);
    expect((await verify(table)).problems).toMatchObject([{ kind: 'unsigned' }]);
  });
});

describe('counters in DynamoDB', () => {
  test('count for everybody, and begin anew when they are over', async () => {
    const { client, name } = await newTable();
    let at = 1_800_000_000_000;
    const now = () => new Date(at);
    const [one, other] = [0, 1].map(() => openDynamoCounters(client, { table: name, now }));
    if (!one || !other) throw new Error('no counters');
    const counts = await Promise.all(
      Array.from({ length: 20 }, (_, n) => (n % 2 ? one : other).add('guesses', 60)),
    );
    expect(counts.map(({ count }) => count).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, n) => n + 1),
    );
    at += 20_500;
    expect(await other.find('guesses')).toEqual({ count: 20, seconds: 40 });
    at += 40_000;
    expect(await one.find('guesses')).toBeUndefined();
    expect(await one.add('guesses', 60)).toEqual({ count: 1, seconds: 60 });
    await other.remove('guesses');
    expect(await one.find('guesses')).toBeUndefined();
  });
});
