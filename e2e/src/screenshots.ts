// Pictures of the main pages for the README, always the same for the same sources: node e2e/src/screenshots.ts
import { fetchSignedIn } from './credentials.ts';
import { setTimeout as wait } from 'node:timers/promises';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeIbt } from '@outlap/formats';
import { demoRecording, LARKMOOR, type Recording, simulate } from '@outlap/telemetry';
import type { Browser } from 'playwright-core';
import { launchChromium, openPage } from './chromium.ts';
import { inkOfRows } from './page-acts.ts';
import { type Product, root, startProduct } from './product.ts';
import { driveTernQuay } from './recorded-files.ts';

type Picture = {
  readonly name: string;
  readonly path: string;
  readonly isReady: string;
  readonly colorScheme: 'dark' | 'light';
  readonly phone?: boolean;
};
type Session = { readonly id: string; readonly laps: readonly { id: string; number: number }[] };

const MOST_BYTES = 300_000;
const FOLDER = join(root, 'docs/images');

const product = await startProduct({ DEMO: '0' });
const browser = await launchChromium();
try {
  mkdirSync(FOLDER, { recursive: true });
  await importRecording(product, 'larkmoor-morning.ibt', driveMorning());
  await importRecording(product, 'tern-quay.ibt', driveTernQuay());
  const shown = await importRecording(
    product,
    'demo.ibt',
    demoRecording('2026-05-10T15:00:00.000Z'),
  );
  for (const picture of listPictures(shown)) await take(browser, product, picture);
} finally {
  await browser.close();
  await product.stop();
}

function driveMorning(): Recording {
  const startedAt = '2026-05-10T09:30:00.000Z';
  return simulate({ circuit: LARKMOOR, seed: 5, startedAt, laps: [{}, {}, {}, {}], outLap: true });
}

function listPictures({ id, laps }: Session): Picture[] {
  const lap = (number: number) => laps.find((one) => one.number === number)?.id ?? '';
  const compare = `/compare?reference=${lap(2)}&laps=${lap(3)},${lap(1)}&channels=speed,throttle,brake,steering,gear&cursor=690`;
  return [
    { name: 'session-dark', path: `/sessions/${id}`, isReady: 'aside', colorScheme: 'dark' },
    { name: 'compare-dark', path: compare, isReady: 'tfoot', colorScheme: 'dark' },
    { name: 'compare-light', path: compare, isReady: 'tfoot', colorScheme: 'light' },
    { name: 'sessions', path: '/sessions', isReady: 'tbody tr', colorScheme: 'dark' },
    { name: 'tracks', path: '/tracks', isReady: 'article', colorScheme: 'dark' },
    { name: 'compare-phone', path: compare, isReady: 'tfoot', colorScheme: 'dark', phone: true },
  ];
}

/** Sends a recording in as a user would; returns the stored session. */
async function importRecording(
  { address }: Product,
  fileName: string,
  recording: Recording,
): Promise<Session> {
  const form = new FormData();
  form.append('file', new Blob([writeIbt(recording) as Uint8Array<ArrayBuffer>]), fileName);
  const sent = await fetchSignedIn(`${address}/api/sessions/import`, {
    method: 'POST',
    body: form,
  });
  const { items } = (await sent.json()) as { items: { id: string }[] };
  for (;;) {
    const one = await fetchSignedIn(`${address}/api/imports/${items[0]?.id ?? ''}?waitSeconds=20`);
    const { state, sessionId, error } = (await one.json()) as Record<string, string | null>;
    if (state === 'failed') throw new Error(`${fileName}: ${JSON.stringify(error)}`);
    if (state === 'done')
      return (await (
        await fetchSignedIn(`${address}/api/sessions/${sessionId ?? ''}`)
      ).json()) as Session;
  }
}

async function take(browser: Browser, product: Product, picture: Picture): Promise<void> {
  const { name, path, isReady, colorScheme, phone = false } = picture;
  const viewport = phone ? { width: 390, height: 844 } : { width: 1440, height: 900 };
  const options = {
    viewport,
    colorScheme,
    deviceScaleFactor: 1,
    hasTouch: phone,
    isMobile: phone,
    reducedMotion: 'reduce' as const,
    locale: 'en-GB',
    timezoneId: 'UTC',
  };
  const { page, context, errors } = await openPage(browser, options, product.signIn);
  await page.goto(product.address + path);
  await page.locator(isReady).first().waitFor();
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => document.fonts.ready.then(() => null));
  for (let tries = 0; (await inkOfRows(page)).some(({ pixels }) => pixels < 300); tries++) {
    if (tries === 100) throw new Error(`${name}: the traces were not drawn`);
    await wait(50);
  }
  const file = join(FOLDER, `${name}.png`);
  writeFileSync(file, await page.screenshot({ animations: 'disabled', caret: 'hide' }));
  const { size } = statSync(file);
  console.log(`${name}.png ${Math.round(size / 1000)} kB`);
  if (errors.length > 0) throw new Error(`${name}: ${errors.join('; ')}`);
  if (size > MOST_BYTES) throw new Error(`${name}.png is larger than ${MOST_BYTES} bytes`);
  await context.close();
}
