import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromBytes, readRecording } from '@outlap/formats';
import { splitLaps } from '@outlap/telemetry';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { World } from './journey.ts';
import {
  ask,
  cursorOf,
  dropFiles,
  expectTracesDrawn,
  mapDot,
  toNumber,
  trayItem,
  valuesAtCursor,
} from './page-acts.ts';
import { driveTernQuay, ternQuayIbt, writeFiles } from './recorded-files.ts';

type Session = {
  id: string;
  lapCount: number;
  laps: { id: string; number: number; timeSeconds: number }[];
  layout: { corners: unknown[] } | null;
};

/** The whole first job: a file dropped on an empty page, its laps compared, the view shared, the session exported. */
export function dropToExport(world: World): void {
  let page: Page;
  let errors: string[];
  let session: Session;

  test('drop → laps → compare → share → export', async () => {
    ({ page, errors } = await world.open({
      permissions: ['clipboard-read', 'clipboard-write'],
    }));
    await page.goto(`${world.product.address}/`);
    const paths = writeFiles(world.files, { 'evening.ibt': ternQuayIbt() });
    await page.getByText('No sessions yet').waitFor();
    expect(await page.locator('main').getByRole('button').allInnerTexts()).toEqual([
      'Import a file',
    ]);

    await dropFiles(page, paths);
    const progress = page.getByRole('progressbar', { name: 'Progress of evening.ibt' });
    const item = trayItem(page, 'evening.ibt');
    await progress
      .or(item.getByRole('link', { name: 'Open' }))
      .first()
      .waitFor();
    await item.getByRole('link', { name: 'Open' }).click();
    await page.getByRole('table', { name: 'Laps of the session' }).waitFor();
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    session = await ask<Session>(page, `/api/sessions/${id}`);
    expect(session.laps.map(({ number }) => number)).toEqual(
      splitLaps(driveTernQuay()).laps.map(({ number }) => number),
    );

    await page.getByRole('checkbox', { name: 'Choose lap 1', exact: true }).check();
    await page.getByRole('checkbox', { name: 'Choose lap 2', exact: true }).check();
    await page.getByRole('button', { name: 'Compare 2' }).click();
    await expectTracesDrawn(page);

    const gap = timeOf(1) - timeOf(2);
    await expectGapEverywhere(gap);
    await expectFindingsAndCorners(gap);
    await expectOneCursor();
    await zoomByDrag();
    await expectSameViewElsewhere();
    await expectExportsReadBack();
    expect(errors).toEqual([]);
    await page.context().close();
  });

  const timeOf = (number: number) =>
    session.laps.find((lap) => lap.number === number)?.timeSeconds ?? Number.NaN;

  /** The lap's chip, the delta at the line and the foot of the table say the same as the lap times. */
  async function expectGapEverywhere(gap: number): Promise<void> {
    const chip = page.getByRole('list', { name: 'Laps' }).getByRole('button', { name: /^Lap 1 / });
    const [shown] = /[+\u2212]\d+\.\d{3}/.exec((await chip.textContent()) ?? '') ?? [''];
    expect(toNumber(shown)).toBeCloseTo(gap, 2);
    await cursorOf(page).press('End');
    await expect
      .poll(async () => toNumber((await valuesAtCursor(page))['delta']?.at(-1) ?? ''))
      .toBeCloseTo(toNumber(shown), 6);
    const foot = page.locator('tfoot tr', { hasText: 'Lap' }).locator('td').first();
    expect(toNumber((await foot.textContent()) ?? '')).toBe(toNumber(shown));
  }

  async function expectFindingsAndCorners(gap: number): Promise<void> {
    const findings = page.locator('aside ol li');
    expect(await findings.first().textContent()).toMatch(/brak/i);
    const table = page.getByRole('table', { name: /^Corners and straights/ });
    const rows = await table.locator('tbody tr').evaluateAll((trs) =>
      trs.map((tr) => ({
        label: tr.querySelector('th')?.textContent?.trim() ?? '',
        loss: tr.querySelector('td')?.textContent?.trim() ?? '',
      })),
    );
    const corners = rows.filter(({ label }) => /^\d/.test(label));
    expect(corners).toHaveLength(session.layout?.corners.length ?? 0);
    const lost = rows.reduce((sum, { loss }) => sum + toNumber(loss), 0);
    expect(Math.abs(lost - gap)).toBeLessThan(0.0006 * rows.length);
  }

  /** Mouse and keys move one cursor: values, map dots and the spoken place follow. */
  async function expectOneCursor(): Promise<void> {
    const box = await cursorOf(page).boundingBox();
    if (!box) throw new Error('no traces');
    const seen = async () => ({
      dot: await mapDot(page),
      speed: (await valuesAtCursor(page))['speed'],
      place: await cursorOf(page).getAttribute('aria-valuetext'),
    });
    await page.mouse.move(box.x + box.width * 0.3, box.y + 40);
    await expect.poll(async () => (await seen()).dot).not.toBeNull();
    const first = await seen();
    await page.mouse.move(box.x + box.width * 0.6, box.y + 40);
    await expect.poll(async () => (await seen()).place).not.toBe(first.place);
    const second = await seen();
    expect(second.dot).not.toEqual(first.dot);
    expect(second.speed).not.toEqual(first.speed);
    expect(second.speed).toHaveLength(2);

    await cursorOf(page).focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(async () => (await seen()).place).not.toBe(second.place);
    expect(metres((await seen()).place)).toBeGreaterThan(metres(second.place));
  }

  async function zoomByDrag(): Promise<void> {
    const box = await cursorOf(page).boundingBox();
    if (!box) throw new Error('no traces');
    await page.mouse.move(box.x + box.width * 0.25, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.4, box.y + 60, { steps: 4 });
    await page.mouse.move(box.x + box.width * 0.5, box.y + 60, { steps: 4 });
    await page.mouse.up();
    await page.waitForURL(/[?&]from=\d.*[?&]to=\d/);
    const { searchParams } = new URL(page.url());
    const width = Number(searchParams.get('to')) - Number(searchParams.get('from'));
    const metresOfLap = Number(await cursorOf(page).getAttribute('aria-valuemax'));
    expect(width / metresOfLap).toBeCloseTo(0.25, 2);
  }

  /** The copied link, opened in a browser that knows nothing, shows the same. */
  async function expectSameViewElsewhere(): Promise<void> {
    await page.getByRole('button', { name: 'Channels' }).click();
    await page.getByRole('checkbox', { name: /^Gear/ }).first().uncheck();
    await page.keyboard.press('Escape');
    const box = await cursorOf(page).boundingBox();
    await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) * 0.5, (box?.y ?? 0) + 40);
    await page.getByRole('button', { name: 'Copy link' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Link copied').waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());

    const other = await world.open();
    await other.page.goto(link);
    await expectTracesDrawn(other.page);
    const viewOf = async (one: Page) => ({
      laps: await one.getByRole('list', { name: 'Laps' }).allInnerTexts(),
      values: await valuesAtCursor(one),
      place: await cursorOf(one).getAttribute('aria-valuetext'),
      axis: await one.locator('[data-traces] .sticky').innerText(),
      map: await mapDot(one),
    });
    const own = await viewOf(page);
    expect(Object.keys(own.values)).not.toContain('gear');
    expect(own.map).not.toBeNull();
    await expect.poll(() => viewOf(other.page)).toEqual(own);
    expect(other.errors).toEqual([]);
    await other.context.close();
  }

  async function expectExportsReadBack(): Promise<void> {
    await page.goto(`${world.product.address}/sessions/${session.id}`);
    const numbers = session.laps.map(({ number }) => number);
    for (const [label, fileName] of [
      [/^CSV/, /\.csv$/],
      [/^MoTeC \.ld/, /\.zip$/],
    ] as const) {
      await page.getByRole('button', { name: 'Export' }).click();
      const downloading = page.waitForEvent('download');
      await page.getByRole('menuitem', { name: label }).click();
      const download = await downloading;
      expect(download.suggestedFilename()).toMatch(fileName);
      const path = join(world.files, download.suggestedFilename());
      await download.saveAs(path);
      const bytes = fromBytes(readFileSync(path));
      const recording = await readRecording(bytes, { fileName: download.suggestedFilename() });
      expect(splitLaps(recording).laps.map(({ number }) => number)).toEqual(numbers);
    }
  }

  const metres = (text: string | null) => Number.parseFloat(text ?? '');
}
