import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** Drags files from the desktop onto the page and lets go, as the browser itself sees it. */
export async function dropFiles(page: Page, paths: readonly string[]): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: 500, y: 400, data });
  await session.detach();
}

/** The line of the import tray that speaks of a file. */
export function trayItem(page: Page, fileName: string): Locator {
  return page.getByRole('region', { name: 'Imports' }).getByRole('listitem').filter({
    hasText: fileName,
  });
}

/** Waits until a file is stored and opens its session; returns the session's id. */
export async function openImported(page: Page, fileName: string): Promise<string> {
  const link = trayItem(page, fileName).getByRole('link', { name: 'Open' });
  const address = (await link.getAttribute('href')) ?? '';
  await link.click();
  await page.waitForURL(`**${address}`);
  await page.getByRole('table', { name: 'Laps of the session' }).waitFor();
  return address.slice(address.lastIndexOf('/') + 1);
}

/** Drops files and opens the session that comes of them; returns its id. */
export async function importByDrop(
  page: Page,
  paths: readonly string[],
  fileName: string,
): Promise<string> {
  await dropFiles(page, paths);
  const id = await openImported(page, fileName);
  await page.getByRole('button', { name: 'Clear done' }).click();
  return id;
}

/** Answers of the server, read by the page itself. */
export function ask<T>(page: Page, path: string): Promise<T> {
  return page.evaluate((url) => fetch(url).then((response) => response.json()), path) as Promise<T>;
}

export type Ink = { readonly row: string; readonly pixels: number };

/** How many pixels of each trace row have the colour of one of its laps. */
export function inkOfRows(page: Page): Promise<Ink[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('[data-row]')].map((row) => {
      const canvas = row.querySelector('canvas');
      const context = canvas?.getContext('2d');
      const colours = [...row.querySelectorAll<HTMLElement>('[data-value]')].map((cell) =>
        (getComputedStyle(cell).color.match(/\d+/g) ?? []).map(Number),
      );
      let pixels = 0;
      if (canvas && context) {
        const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
        for (let i = 0; i < data.length; i += 4) {
          const isInk = colours.some((colour) =>
            [0, 1, 2].every((c) => Math.abs((data[i + c] ?? 0) - (colour[c] ?? 0)) <= 8),
          );
          if (isInk && (data[i + 3] ?? 0) > 200) pixels++;
        }
      }
      return { row: row.dataset['row'] ?? '', pixels };
    }),
  );
}

/** Each row drawn: as many pixels as a line over a good part of the width has. */
export async function expectTracesDrawn(page: Page): Promise<void> {
  await page.locator('[data-row] canvas').first().waitFor();
  await expect
    .poll(async () => (await inkOfRows(page)).filter(({ pixels }) => pixels < 300))
    .toEqual([]);
}

/** Where the cursor's dots lie on the map: the mean of the drawn pixels; null without any. */
export function mapDot(page: Page): Promise<[number, number] | null> {
  return page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('[role=img] canvas + canvas');
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return null;
    const { data, width } = context.getImageData(0, 0, canvas.width, canvas.height);
    let [x, y, n] = [0, 0, 0];
    for (let i = 3; i < data.length; i += 4) {
      if (data[i] === 0) continue;
      const pixel = (i - 3) / 4;
      x += pixel % width;
      y += Math.floor(pixel / width);
      n++;
    }
    return n === 0 ? null : [x / n, y / n];
  });
}

/** The values beside the traces at the cursor, by row. */
export function valuesAtCursor(page: Page): Promise<Record<string, string[]>> {
  return page.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll<HTMLElement>('[data-row]')].map((row) => [
        row.dataset['row'] ?? '',
        [...row.querySelectorAll('[data-value]')].map((cell) => cell.textContent.trim()),
      ]),
    ),
  );
}

export const cursorOf = (page: Page): Locator => page.getByRole('slider', { name: /^Cursor/ });

/** Shown differences such as `−0.455` as numbers. */
export const toNumber = (text: string): number => Number(text.replace('\u2212', '-').trim());
