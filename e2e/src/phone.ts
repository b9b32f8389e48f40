import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { World } from './journey.ts';
import { expectTracesDrawn } from './page-acts.ts';
import { listPages } from './pages.ts';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

export function phone(world: World): void {
  test('on a phone every page fits its width, with the places at the bottom', async () => {
    const { page, context, errors } = await world.open(PHONE);
    for (const { name, path, isReady } of await listPages(world.product.address)) {
      await page.goto(world.product.address + path);
      await page.locator(isReady).first().waitFor();
      if (name === 'compare') await expectTracesDrawn(page);
      const widths = await page.evaluate(() => ({
        page: document.documentElement.scrollWidth,
        window: window.innerWidth,
      }));
      expect([name, widths]).toEqual([name, { page: 390, window: 390 }]);

      // Who is not in yet has no places to go to.
      if (name.startsWith('sign-')) continue;
      const bar = await page.getByRole('navigation', { name: 'Main' }).boundingBox();
      expect([name, bar?.x, bar?.width]).toEqual([name, 0, 390]);
      expect((bar?.y ?? 0) + (bar?.height ?? 0)).toBeCloseTo(844, 0);
      expect([name, await countSmall(page)]).toEqual([name, 0]);
    }
    await page.getByRole('button', { name: /^More/ }).tap();
    await page.getByRole('link', { name: 'Team' }).waitFor();
    expect(['menu', await countSmall(page)]).toEqual(['menu', 0]);
    await page.keyboard.press('Escape');
    await page.getByRole('navigation').getByRole('link', { name: 'Sessions' }).tap();
    await page.getByRole('table').waitFor();
    expect(errors).toEqual([]);
    await context.close();
  });
}

/** Places to go to that are shown, and smaller than a fingertip. */
function countSmall(page: Page): Promise<number> {
  return page.locator('nav a, nav button').evaluateAll(
    (places) =>
      places.filter((place) => {
        const { width, height } = place.getBoundingClientRect();
        return place.checkVisibility() && (width < 44 || height < 44);
      }).length,
  );
}
