import { gzipSync } from 'node:zlib';
import { fetchSignedIn } from '@outlap/e2e/credentials';
import { findChromium, launchChromium, openPage } from '@outlap/e2e/chromium';
import { type Product, startProduct } from '@outlap/e2e/product';
import { generatedSession } from '../generated-session.ts';
import { median, type Row, toMs } from '../report.ts';
import { upload } from '../upload.ts';
import { buildWeb } from '../web-build.ts';
import { clickUntilDrawn, countInked, fetchAsJson } from './in-page.ts';

const HOURS = 0.2;
const RUNS = 7;
const LAPS = 4;
const CHANNELS = [
  'speed',
  'throttle',
  'brake',
  'steering',
  'gear',
  'engineSpeed',
  'lateralAcceleration',
  'longitudinalAcceleration',
];
const PREFERENCES = JSON.stringify({ channels: CHANNELS });

type Browser = Awaited<ReturnType<typeof launchChromium>>;
type Page = Awaited<ReturnType<typeof openPage>>['page'];
type Place = {
  readonly browser: Browser;
  readonly signIn: Product['signIn'];
  readonly sessionUrl: string;
};
type Lap = { readonly id: string; readonly number: number; readonly kind: string };

/** The compare page in a browser that has never been there, on a session of 270 channels. */
export async function comparePage(): Promise<Row[]> {
  if (!findChromium()) return [{ ...NOTHING, what: 'compare page: no Chromium on this machine' }];
  const webDir = await buildWeb();
  const { path } = await generatedSession(HOURS);
  const product = await startProduct({ DEMO: '0', WEB_DIR: webDir });
  const browser = await launchChromium();
  try {
    const sessionId = await upload(product, path);
    const laps = await listLaps(product, sessionId);
    const place = {
      browser,
      signIn: product.signIn,
      sessionUrl: `${product.address}/sessions/${sessionId}`,
    };
    const drawn: number[] = [];
    const fetched: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      drawn.push(await timeDrawing(place, laps));
      fetched.push(await timeFetching(place, laps));
    }
    return [toDrawingRow(sortedSeconds(drawn), sortedSeconds(fetched)), await weighScripts(place)];
  } finally {
    await browser.close();
    await product.stop();
  }
}

const NOTHING = { ours: '–', peer: '–', ratio: '–', bound: '–', holds: null };

async function listLaps({ address }: Product, sessionId: string): Promise<Lap[]> {
  const response = await fetchSignedIn(`${address}/api/sessions/${sessionId}`);
  const { laps } = (await response.json()) as { laps: Lap[] };
  const full = laps.filter(({ kind }) => kind === 'full').slice(0, LAPS);
  if (full.length < LAPS) throw new Error('The generated session has too few laps');
  return full;
}

async function timeDrawing(place: Place, laps: readonly Lap[]): Promise<number> {
  return onSessionPage(place, async (page) => {
    for (const { number } of laps) await page.getByLabel(`Choose lap ${number}`, EXACT).check();
    await page.waitForLoadState('networkidle');
    const wanted = { button: `Compare ${LAPS}`, rows: CHANNELS.length, laps: LAPS };
    const milliseconds = await page.evaluate(clickUntilDrawn, wanted);
    const inked = await page.evaluate(countInked);
    if (inked < CHANNELS.length) throw new Error(`Only ${inked} rows show traces`);
    return milliseconds;
  });
}

const EXACT = { exact: true };

async function timeFetching(place: Place, laps: readonly Lap[]): Promise<number> {
  return onSessionPage(place, async (page) => {
    await page.waitForLoadState('networkidle');
    const lapIds = laps.map(({ id }) => id);
    return page.evaluate(fetchAsJson, { lapIds, channels: CHANNELS.join(',') });
  });
}

async function onSessionPage<T>(
  { browser, signIn, sessionUrl }: Place,
  use: (page: Page) => Promise<T>,
): Promise<T> {
  const { page, context, errors } = await openPage(browser, {}, signIn);
  try {
    await context.addInitScript({
      content: `localStorage.setItem('outlap.preferences', ${JSON.stringify(PREFERENCES)})`,
    });
    await page.goto(sessionUrl);
    await page
      .getByRole('checkbox', { name: /^Choose lap/ })
      .first()
      .waitFor();
    return await use(page);
  } catch (cause) {
    throw new Error(`The page did not show what was expected: ${errors.join('; ')}`, { cause });
  } finally {
    await context.close();
  }
}

const sortedSeconds = (milliseconds: readonly number[]) =>
  milliseconds.map((one) => one / 1000).sort((a, b) => a - b);

function toDrawingRow(drawn: readonly number[], fetched: readonly number[]): Row {
  const ours = median(drawn);
  const peer = median(fetched);
  return {
    what: `compare page: click to drawn traces, ${LAPS} laps × ${CHANNELS.length} channels, first visit`,
    ours: `${toMs(ours)} (slowest of ${RUNS}: ${toMs(drawn.at(-1) ?? Number.NaN)})`,
    peer: `fetching and parsing them as JSON, not drawn: ${toMs(peer)}`,
    ratio: `${(ours / peer).toFixed(2)} ×`,
    bound: '≤ 500 ms',
    holds: ours <= 0.5,
  };
}

/** All scripts that the first page asks for, as a new visitor gets them. */
async function weighScripts({ browser, signIn, sessionUrl }: Place): Promise<Row> {
  const { page, context } = await openPage(browser, {}, signIn);
  const bodies: Promise<Buffer>[] = [];
  page.on('response', (response) => {
    if (/javascript/.test(response.headers()['content-type'] ?? '')) bodies.push(response.body());
  });
  await page.goto(new URL('/', sessionUrl).href);
  await page.waitForLoadState('networkidle');
  const scripts = await Promise.all(bodies);
  await context.close();
  const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);
  const plain = sum(scripts.map(({ length }) => length));
  const gzipped = sum(scripts.map((script) => gzipSync(script, { level: 9 }).length));
  return {
    what: `JavaScript that the first page loads (${scripts.length} files), gzipped`,
    ours: toKilobytes(gzipped),
    peer: `not compressed: ${toKilobytes(plain)}`,
    ratio: `${((gzipped / plain) * 100).toFixed(0)} %`,
    bound: '≤ 200 kB',
    holds: gzipped <= 200_000,
  };
}

const toKilobytes = (bytes: number) => `${(bytes / 1000).toFixed(0)} kB`;
