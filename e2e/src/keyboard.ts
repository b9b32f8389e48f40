import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { World } from './journey.ts';
import { cursorOf, expectTracesDrawn } from './page-acts.ts';

export function keyboard(world: World): void {
  test('with the keyboard alone: from the page to a comparison, and anywhere by the palette', async () => {
    const { page, context, errors } = await world.open();
    await page.goto(`${world.product.address}/`);
    await page.getByRole('table', { name: 'Laps of the session' }).waitFor();

    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    for (const lap of ['Choose lap 1', 'Choose lap 2']) {
      await tabTo(page, lap);
      await page.keyboard.press('Space');
    }
    await tabTo(page, 'Compare 2', 'Shift+Tab');
    await page.keyboard.press('Enter');
    await expectTracesDrawn(page);
    await tabTo(page, /^Cursor over the traces/);
    const place = () => cursorOf(page).getAttribute('aria-valuenow');
    await page.keyboard.press('PageDown');
    await expect.poll(async () => Number(await place())).toBeGreaterThan(100);
    await page.keyboard.press('+');
    await page.waitForURL(/from=/);
    await page.keyboard.press('0');
    await page.waitForURL((url) => !url.searchParams.has('from'));

    await page.keyboard.press('Control+k');
    const palette = page.getByRole('dialog', { name: 'Find anything' });
    await palette.waitFor();
    await page.keyboard.type('lark');
    await palette.getByRole('option', { selected: true }).filter({ hasText: 'Larkmoor' }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/sessions/*-*');
    await palette.waitFor({ state: 'detached' });

    await page.keyboard.press('Control+k');
    await palette.waitFor();
    await page.keyboard.press('Escape');
    await palette.waitFor({ state: 'detached' });
    expect(errors).toEqual([]);
    await context.close();
  });
}

async function tabTo(page: Page, name: string | RegExp, key = 'Tab'): Promise<void> {
  const seen: string[] = [];
  for (let steps = 0; steps < 60; steps++) {
    await page.keyboard.press(key);
    const now = await focused(page);
    if (typeof name === 'string' ? now === name : name.test(now)) return;
    seen.push(now);
  }
  throw new Error(`${String(name)} was not reached; passed: ${seen.join(', ')}`);
}

const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement;
    const name = element?.getAttribute('aria-label') ?? element?.textContent ?? '';
    return name.replace(/\s+/g, ' ').trim();
  });
