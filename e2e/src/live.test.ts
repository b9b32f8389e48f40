import { fetchSignedIn } from './credentials.ts';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeJourneys } from './journey.ts';
import { mapDot } from './page-acts.ts';

const WAIT = { timeout: 60_000 };

/** Drawn pixels of the traces in view, grid and text included. */
function inkOfStrip(page: Page): Promise<number> {
  return page.evaluate(() => {
    const line = getComputedStyle(document.documentElement).getPropertyValue('--lap-1').trim();
    const wanted = [1, 3, 5].map((at) => Number.parseInt(line.slice(at, at + 2), 16));
    let pixels = 0;
    for (const canvas of document.querySelectorAll<HTMLCanvasElement>(
      '[role=application] canvas',
    )) {
      const { data } =
        canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? {};
      for (let i = 0; data && i < data.length; i += 4)
        if (wanted.every((one, c) => Math.abs((data[i + c] ?? 0) - one) <= 8)) pixels++;
    }
    return pixels;
  });
}

describeJourneys('A car that is driving', { SIMULATED_CAR: '1' }, (world) => {
  test('is what the first page shows, drawn as it comes; it can be stopped, rewound and arranged', async () => {
    const { page, context, errors } = await world.open();
    const { address } = world.product;
    await expect
      .poll(async () => {
        const answer = await fetchSignedIn(`${address}/api/sessions?state=live`);
        return ((await answer.json()) as { items: unknown[] }).items.length;
      }, WAIT)
      .toBe(1);
    await page.goto(`${address}/`);
    await page.waitForURL(/\/live\/[0-9a-f-]{36}$/, WAIT);
    await page.getByRole('status').filter({ hasText: 'Live' }).waitFor(WAIT);

    await expect.poll(() => inkOfStrip(page), WAIT).toBeGreaterThan(500);
    await expect.poll(() => mapDot(page), WAIT).not.toBeNull();
    const clock = page.getByRole('region', { name: 'Lap clock and delta' });
    const before = await clock.textContent();
    await expect.poll(() => clock.textContent(), WAIT).not.toBe(before);

    const moment = page.getByRole('slider', { name: 'Moment of the session' });
    await page.getByRole('button', { name: 'Stop the picture' }).click();
    const stopped = await moment.inputValue();
    await page.getByRole('application').press('ArrowLeft');
    await expect
      .poll(async () => Number(await moment.inputValue()), WAIT)
      .toBeLessThan(Number(stopped));
    expect(await moment.getAttribute('aria-valuetext')).not.toBe('live');
    await page.getByRole('button', { name: 'Live', exact: true }).click();
    expect(await moment.getAttribute('aria-valuetext')).toBe('live');

    const panels = () =>
      page.locator('[data-panel]').evaluateAll((all) => all.map((one) => one.dataset['panel']));
    const first = await panels();
    expect(first).toEqual(['timing', 'gauges', 'traces', 'map', 'laps', 'tyres', 'fuel']);
    await page.getByRole('button', { name: 'Arrange' }).click();
    const tools = page.getByRole('group', { name: 'Arrange: Fuel' });
    await tools.getByRole('button', { name: 'Earlier' }).click();
    await tools.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.reload();
    await page.locator('[data-panel]').first().waitFor(WAIT);
    expect(await panels()).toEqual(first.filter((kind) => kind !== 'fuel'));
    await page.getByRole('button', { name: 'Arrange' }).click();
    await page.getByRole('button', { name: 'Reset' }).click();
    expect(await panels()).toEqual(first);

    expect(errors).toEqual([]);
    await context.close();
  });

  test('a viewer whose server goes away sees that what is shown is old', async () => {
    const { page, context } = await world.open();
    await page.goto(`${world.product.address}/live`);
    await page.getByRole('status').filter({ hasText: 'Live' }).waitFor(WAIT);
    await world.product.stop({ keepData: true });
    await page.getByRole('status').filter({ hasText: 'Stale' }).waitFor(WAIT);
    await context.close();
  });
});
