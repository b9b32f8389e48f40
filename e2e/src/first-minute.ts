import { expect, test } from 'vitest';
import type { World } from './journey.ts';
import { expectTracesDrawn, mapDot } from './page-acts.ts';

/** To be run first on a server that has just started for the first time. */
export function firstMinute(world: World): void {
  test('a new data folder shows laps, the best possible lap and where time went, without a click', async () => {
    const { page, context, errors } = await world.open();
    await page.goto(`${world.product.address}/`);

    const laps = page.getByRole('table', { name: 'Laps of the session' });
    await laps.waitFor({ timeout: 20_000 });
    expect(await laps.getByRole('checkbox').count()).toBe(5);
    await page.getByText('demo', { exact: true }).waitFor();
    const possible = page.locator('dl > div', { hasText: 'Best possible, of sectors' });
    expect(await possible.textContent()).toMatch(/\d:\d\d\.\d{3}/);

    await page.getByRole('heading', { name: /^Where lap \d lost time to lap 2$/ }).waitFor();
    const findings = page.locator('aside ol li');
    expect(await findings.count()).toBeGreaterThan(0);
    expect(await findings.first().textContent()).toMatch(/^\s*\+0\.\d\d s/);

    await expectTracesDrawn(page);
    const map = page.getByRole('img', { name: 'Track map, coloured by time lost' });
    const box = await map.boundingBox();
    expect(box?.width).toBeGreaterThan(200);
    expect(await mapDot(page)).toBeNull();

    expect(errors).toEqual([]);
    await context.close();
  });
}
