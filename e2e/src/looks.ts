import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { findFaintTexts } from './contrast.ts';
import type { World } from './journey.ts';
import { expectTracesDrawn } from './page-acts.ts';
import { listPages } from './pages.ts';

const INTERACTIVE =
  /^\s*- (button|link|textbox|searchbox|checkbox|combobox|slider|img|menuitem)\b(.*)$/;

export function looks(world: World): void {
  test('dark and light: texts stand out, every control has a name', async () => {
    for (const colorScheme of ['dark', 'light'] as const) {
      const { page, context, errors } = await world.open({ colorScheme });
      for (const { name, path, isReady } of await listPages(world.product.address)) {
        await page.goto(world.product.address + path);
        await page.locator(isReady).first().waitFor();
        if (name === 'compare') await expectTracesDrawn(page);
        expect([name, colorScheme, await nameless(page)]).toEqual([name, colorScheme, []]);
        expect([name, colorScheme, await findFaintTexts(page, 4.5)]).toEqual([
          name,
          colorScheme,
          [],
        ]);
      }
      const ground = await page.evaluate(
        () => getComputedStyle(document.body.parentElement as Element).backgroundColor,
      );
      expect(ground).toBe(colorScheme === 'dark' ? 'rgb(13, 16, 20)' : 'rgb(255, 255, 255)');
      expect(errors).toEqual([]);
      await context.close();
    }
  });
}

/** Controls that assistive technology would have no name for. */
async function nameless(page: Page): Promise<string[]> {
  const snapshot = await page.locator('body').ariaSnapshot();
  return snapshot.split('\n').filter((line) => {
    const rest = INTERACTIVE.exec(line)?.[2];
    return rest !== undefined && !/"[^"]+"|: \S/.test(rest);
  });
}
