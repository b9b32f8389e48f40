import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { World } from './journey.ts';
import { cursorOf, expectTracesDrawn, toNumber, valuesAtCursor } from './page-acts.ts';
import { listPages } from './pages.ts';

const TEMPERATURE = 'airTemperature';

export function preferences(world: World): void {
  test('speeds in mph and temperatures in °F, remembered', async () => {
    const { page, context, errors } = await world.open();
    const { address } = world.product;
    const compare = (await listPages(address)).find(({ name }) => name === 'compare');
    await page.goto(`${address}${compare?.path ?? ''}&channels=speed,${TEMPERATURE}&cursor=1000`);
    await expectTracesDrawn(page);

    const metric = await numbersAt(page);
    await choose(page, 'Speed in mph');
    await choose(page, 'Temperature in °F');
    await page.locator('[data-row=speed]', { hasText: 'mph' }).waitFor();
    const imperial = await numbersAt(page);
    expect(imperial.speed).toBeCloseTo(metric.speed / 1.609344, 0);
    expect(imperial.temperature).toBeCloseTo(metric.temperature * 1.8 + 32, 0);
    await page
      .getByRole('table', { name: /^Corners/ })
      .getByText('mph')
      .first()
      .waitFor();

    await page.reload();
    await expectTracesDrawn(page);
    expect(await numbersAt(page)).toEqual(imperial);
    await choose(page, 'Speed in km/h');
    await choose(page, 'Temperature in °C');
    expect(await numbersAt(page)).toEqual(metric);
    expect(errors).toEqual([]);
    await context.close();
  });
}

async function choose(page: Page, preference: string): Promise<void> {
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Find anything' });
  const option = palette.getByRole('option', { name: preference });
  await option.click();
  await option.getByText('chosen').waitFor();
  await page.keyboard.press('Escape');
  await palette.waitFor({ state: 'detached' });
}

async function numbersAt(page: Page): Promise<{ speed: number; temperature: number }> {
  await expect.poll(() => cursorOf(page).getAttribute('aria-valuetext')).toBe('1000 m');
  const values = await valuesAtCursor(page);
  return {
    speed: toNumber(values['speed']?.[0] ?? ''),
    temperature: toNumber(values[TEMPERATURE]?.[0] ?? ''),
  };
}
