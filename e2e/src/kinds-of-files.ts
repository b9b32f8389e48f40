import { expect, test } from 'vitest';
import type { World } from './journey.ts';
import { ask, dropFiles, importByDrop, openImported, trayItem } from './page-acts.ts';
import { beaconFiles, ternQuayIbt, unclearCsv, writeFiles } from './recorded-files.ts';

type Sessions = { items: { id: string; fileName: string }[] };
type Laps = {
  lapSplitMethod: string;
  laps: { number: number; kind: string; timeSeconds: number }[];
};

/** A file given twice, a broken one, a pair of files, and columns that only their owner knows. */
export function kindsOfFiles(world: World): void {
  test('the same file again, a broken one, .ld with .ldx, a CSV mapped by hand', async () => {
    const { page, context, errors } = await world.open();
    await page.goto(`${world.product.address}/sessions`);
    const list = async () => (await ask<Sessions>(page, '/api/sessions')).items;

    const twice = writeFiles(world.files, { 'twice.ibt': ternQuayIbt(8) });
    const id = await importByDrop(page, twice, 'twice.ibt');
    const before = await list();
    await dropFiles(page, twice);
    await trayItem(page, 'twice.ibt').getByText('Already there').waitFor();
    await trayItem(page, 'twice.ibt').getByRole('link', { name: 'Open' }).click();
    await page.waitForURL(`**/sessions/${id}`);
    expect(await list()).toEqual(before);

    const cut = writeFiles(world.files, {
      'cut.ibt': ternQuayIbt().subarray(0, 400),
      'letter.ibt': 'Dear driver, this is not a recording.',
      'nothing.ld': '',
    });
    await dropFiles(page, cut);
    for (const [name, code, advice] of [
      ['cut.ibt', /file_(truncated|damaged)/, /Copy it|Copy the file/],
      ['letter.ibt', /format_unknown|mapping_needed|file_damaged/, /another kind|column|Copy/],
      ['nothing.ld', /file_empty/, /There is nothing in it/],
    ] as const) {
      const item = trayItem(page, name);
      await item.getByText('Not imported').waitFor();
      const text = await item.innerText();
      expect(text).toMatch(code);
      expect(text).toMatch(advice);
      await item.getByRole('button', { name: `Dismiss ${name}` }).click();
    }
    expect(await list()).toEqual(before);

    const pair = writeFiles(world.files, beaconFiles('logger'));
    const byBeacons = await importByDrop(page, pair, 'logger.ld');
    const logged = await ask<Laps>(page, `/api/sessions/${byBeacons}`);
    expect(logged.lapSplitMethod).toMatch(/beacon/);
    expect(logged.laps.filter(({ kind }) => kind === 'full')).toHaveLength(2);
    expect(await list()).toHaveLength(before.length + 1);

    const mapped = await mapByHand();
    const { laps } = await ask<Laps>(page, `/api/sessions/${mapped}`);
    const reference = await ask<Laps>(page, `/api/sessions/${id}`);
    const timesOf = (some: Laps['laps']) =>
      some.filter(({ kind }) => kind === 'full').map(({ timeSeconds }) => timeSeconds);
    const exact = timesOf(reference.laps);
    expect(timesOf(laps)).toEqual(exact.map((seconds) => expect.closeTo(seconds, 1) as number));
    // The browser itself notes the refusal of the empty file.
    expect(errors.filter((text) => !text.includes('status of 400'))).toEqual([]);
    await context.close();

    async function mapByHand(): Promise<string> {
      await dropFiles(page, writeFiles(world.files, { 'columns.csv': unclearCsv() }));
      const item = trayItem(page, 'columns.csv');
      await item.getByRole('button', { name: 'Name the columns' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Time is column').selectOption({ label: 'a' });
      await dialog.getByRole('combobox').nth(1).selectOption({ label: 'milliseconds' });
      for (const [column, channel, unit] of [
        ['b', 'speed', 'km/h'],
        ['c', 'lapNumber', ''],
        ['d', 'lapDistance', 'm'],
      ] as const) {
        await dialog.getByLabel(`Channel of ${column}`).fill(channel);
        await dialog.getByLabel(`Unit of ${column}`).fill(unit);
      }
      await dialog.getByRole('button', { name: 'Import with these columns' }).click();
      return openImported(page, 'columns.csv');
    }
  });
}
