import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe } from 'vitest';
import { findChromium, launchChromium, openPage } from './chromium.ts';
import { type Product, startProduct } from './product.ts';

/** What the journeys of a file share: a server on a new data folder, a browser and a folder for files. */
export type World = {
  product: Product;
  browser: Browser;
  files: string;
  /** A page of a browser that is signed in. */
  open: (options?: Parameters<Browser['newContext']>[0]) => ReturnType<typeof openPage>;
};

/** Journeys over a server of their own. Without a Chromium they are skipped, named as such. */
export function describeJourneys(
  name: string,
  environment: Record<string, string>,
  define: (world: World) => void,
): void {
  if (!findChromium()) {
    process.stderr.write(`Skipped: ${name}: no Chromium on this machine\n`);
    describe.skip(name, () => define({} as World));
    return;
  }
  describe(name, () => {
    const world = {
      open: (options = {}) => openPage(world.browser, options, world.product.signIn),
    } as World;
    beforeAll(async () => {
      world.files = mkdtempSync(join(tmpdir(), 'outlap-e2e-files-'));
      [world.product, world.browser] = await Promise.all([
        startProduct(environment),
        launchChromium(),
      ]);
    });
    afterAll(async () => {
      await world.browser.close();
      await world.product.stop();
      rmSync(world.files, { recursive: true, force: true });
    });
    define(world);
  });
}
