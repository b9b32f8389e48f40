import { fetchSignedIn } from './credentials.ts';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { World } from './journey.ts';
import { importByDrop } from './page-acts.ts';
import { ternQuayIbt, writeFiles } from './recorded-files.ts';

export function deleteAndUndo(world: World): void {
  test('a deleted session comes back by undo, and is gone for good when the moment has passed', async () => {
    const { page, context, errors } = await world.open();
    await page.goto(`${world.product.address}/sessions`);
    const objects = () => listFiles(join(world.product.dataDir, 'objects'));
    const before = objects();
    const files = writeFiles(world.files, { 'short-lived.ibt': ternQuayIbt(9) });
    const id = await importByDrop(page, files, 'short-lived.ibt');
    expect(objects().length).toBeGreaterThan(before.length + 4);

    await page.getByRole('link', { name: 'Sessions' }).click();
    const row = page.locator('tbody tr', { has: page.locator(`a[href$="${id}"]`) });
    const name = (await row.getByRole('link').textContent()) ?? '';
    const remove = async () => {
      await row.getByRole('button', { name: `Actions for ${name}` }).click();
      await page.getByRole('menuitem', { name: 'Delete' }).click();
      await row.waitFor({ state: 'detached' });
    };
    const status = async () =>
      (await fetchSignedIn(`${world.product.address}/api/sessions/${id}`)).status;

    await remove();
    await page.getByRole('button', { name: 'Undo' }).click();
    await row.waitFor();
    await remove();
    expect(await status()).toBe(200);
    await expect.poll(status, { timeout: 20_000 }).toBe(404);
    await expect.poll(objects, { timeout: 20_000 }).toEqual(before);
    expect(await row.count()).toBe(0);
    expect(errors).toEqual([]);
    await context.close();
  });
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
}
