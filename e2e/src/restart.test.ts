import { fetchSignedIn } from './credentials.ts';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { describeJourneys } from './journey.ts';
import { ask, dropFiles, trayItem } from './page-acts.ts';
import { root, startProduct } from './product.ts';
import { longIbt, writeFiles } from './recorded-files.ts';

type Import = { id: string; state: string; sessionId: string | null };
type Items<T> = { items: T[] };
type Detail = { lapCount: number; laps: { id: string; kind: string; fileBytes: number }[] };

describeJourneys('A server that is killed', { DEMO: '0' }, (world) => {
  test('an import cut in the middle ends after the next start, whole and once', async () => {
    const { page, context } = await world.open();
    const { address, dataDir, process: server } = world.product;
    await page.goto(`${address}/sessions`);
    await dropFiles(page, writeFiles(world.files, { 'long.ibt': longIbt() }));
    const atWork = async () => {
      const { items } = await ask<Items<Import>>(page, '/api/imports?state=active');
      return items[0]?.state;
    };
    await expect
      .poll(atWork, { interval: 10, timeout: 60_000 })
      .toMatch(/reading|analysing|storing/);
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;

    world.product = await startProduct({ DEMO: '0', PORT: new URL(address).port }, dataDir);
    await trayItem(page, 'long.ibt').getByRole('link', { name: 'Open' }).click({ timeout: 60_000 });
    await page.getByRole('table', { name: 'Laps of the session' }).waitFor();
    const { items } = await ask<Items<{ id: string }>>(page, '/api/sessions');
    expect(items).toHaveLength(1);
    const session = await ask<Detail>(page, `/api/sessions/${items[0]?.id ?? ''}`);
    expect(session.laps.filter(({ kind }) => kind === 'full').length).toBeGreaterThan(10);
    for (const { id, fileBytes } of session.laps) {
      const file = await fetchSignedIn(`${address}/api/laps/${id}/file`);
      expect((await file.arrayBuffer()).byteLength).toBe(fileBytes);
    }
    await context.close();

    await world.product.stop({ keepData: true });
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [join(root, 'apps/server/src/main.ts'), 'doctor', '--json'],
      { env: { ...process.env, DATA_DIR: dataDir } },
    );
    const { ok, findings } = JSON.parse(stdout) as {
      ok: boolean;
      findings: { check: string; detail: string }[];
    };
    expect(ok).toBe(true);
    expect(findings).toContainEqual(
      expect.objectContaining({ check: 'orphaned objects', ok: true, detail: 'none' }),
    );
  });
});
