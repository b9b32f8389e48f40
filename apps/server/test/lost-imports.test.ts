import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { resumeLost, runImport } from '../src/features/imports/verbs.ts';
import { KINDS } from './databases.ts';
import { lapFiles, losingCommits } from './lost-commit.ts';
import { demoFile, type ImportBody, postFiles } from './recordings.ts';
import { createTestApp, type TestApp } from './server.ts';

describe.each(KINDS)('imports that have lost their jobs on %s', (kind) => {
  let t: TestApp;
  beforeEach(async () => {
    t = await createTestApp(kind, { work: false });
  });
  afterEach(() => t.close());

  async function upload(): Promise<string> {
    const answer = await postFiles(t.app, [{ name: 'demo.ibt', bytes: demoFile() }]);
    return answer.json<{ items: ImportBody[] }>().items[0]?.id ?? '';
  }
  /** As a process that dies after it wrote the row and before it queued the job. */
  async function lose(): Promise<void> {
    await t.database.executeSql('delete from pgboss.job');
  }
  async function countJobs(): Promise<number> {
    const { rows } = await t.database.executeSql('select count(*)::int as jobs from pgboss.job');
    return (rows as { jobs: number }[])[0]?.jobs ?? 0;
  }
  /** As if the last look had been so much earlier. */
  async function later(seconds: number): Promise<void> {
    await t.database.executeSql(
      `update setting set value = (select jsonb_object_agg(key,
          case when key = 'suspected' then value else to_jsonb(value::text::float8 - $1) end)
        from jsonb_each(value)) where name = 'imports.resumed'`,
      [seconds],
    );
  }
  const rowOf = (id: string) =>
    t.deps.db.selectFrom('import').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

  test('what has no job twice in a row is queued again, and done', async () => {
    const id = await upload();
    await lose();
    const look = async () => {
      await later(60);
      return resumeLost(t.deps);
    };
    expect(await look()).toBe(0);
    expect(await countJobs()).toBe(0);
    expect(await look()).toBe(1);
    expect(await look()).toBe(0);
    expect(await countJobs()).toBe(1);
    await t.deps.jobs.work((importId, signal) => runImport(t.deps, importId, signal));
    await expect.poll(async () => (await rowOf(id)).state, { timeout: 60_000 }).toBe('done');
    expect(await rowOf(id)).toMatchObject({ attempts: 1, duplicate: false });
    expect(await look()).toBe(0);
  });

  test('one whose commit was not heard of is done, and keeps its files', async () => {
    const id = await upload();
    await t.deps.db.updateTable('import').set({ attempts: 2 }).where('id', '=', id).execute();
    const deaf = { ...t.deps, db: losingCommits(t.deps.db) };
    await runImport(deaf, id, AbortSignal.timeout(60_000));
    const row = await rowOf(id);
    expect(row).toMatchObject({ state: 'done', error_code: null });
    const { named, there } = await lapFiles(t.deps, row.session_id ?? '');
    expect(named).not.toEqual([]);
    expect(there).toEqual(named);
  });

  test('what has a job, or waits for a verdict, is left alone', async () => {
    await upload();
    const look = async () => {
      await later(60);
      return resumeLost(t.deps);
    };
    for (let n = 0; n < 3; n++) expect(await look()).toBe(0);
    expect(await countJobs()).toBe(1);
    await lose();
    await t.deps.db.updateTable('import').set({ state: 'scanning' }).execute();
    for (let n = 0; n < 3; n++) expect(await look()).toBe(0);
    expect(await countJobs()).toBe(0);
  });

  test('several servers that look at once make one job', async () => {
    await upload();
    await lose();
    const lookAtOnce = async () => {
      await later(60);
      return (await Promise.all([1, 2, 3].map(() => resumeLost(t.deps)))).toSorted();
    };
    expect(await lookAtOnce()).toEqual([0, 0, 0]);
    expect(await lookAtOnce()).toEqual([0, 0, 1]);
    expect(await lookAtOnce()).toEqual([0, 0, 0]);
    expect(await countJobs()).toBe(1);
  });

  test('what was suspected long ago is only suspected again', async () => {
    await upload();
    await lose();
    expect(await resumeLost(t.deps)).toBe(0);
    await later(300);
    expect(await resumeLost(t.deps)).toBe(0);
    await later(60);
    expect(await resumeLost(t.deps)).toBe(1);
  });
});
