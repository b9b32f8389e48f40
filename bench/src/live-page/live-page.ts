import { setTimeout as wait } from 'node:timers/promises';
import { fetchSignedIn } from '@outlap/e2e/credentials';
import { findChromium, launchChromium, openPage } from '@outlap/e2e/chromium';
import { type Product, startProduct } from '@outlap/e2e/product';
import { startRecorder } from '../recorder/recorder-command.ts';
import { toMegabytes } from '../process-figures.ts';
import { type Row, toPercent } from '../report.ts';
import { temporaryPath } from '../temporary-folder.ts';
import { buildWeb } from '../web-build.ts';
import { clearCanvases, countFrames } from './in-page.ts';

const DEFAULT_SECONDS = process.env['BENCH_LONG'] === '1' ? 600 : 60;
const SECONDS = Number(process.env['BENCH_PAGE_SECONDS'] ?? DEFAULT_SECONDS);
const PEER_SECONDS = Math.min(10, SECONDS);
// The page holds a minute of samples: only then it is as large as it gets.
const WARM_SECONDS = 60;
const WAIT = { timeout: 60_000 };
const TRACES = [
  'speed',
  'throttle',
  'brake',
  'steering',
  'gear',
  'engineSpeed',
  'lateralAcceleration',
  'longitudinalAcceleration',
  'yawRate',
  'tyreTemperatureFrontLeft',
  'fuelLevel',
  'wheelSpeedFrontLeft',
];
const PANELS = [
  { kind: 'timing', columns: 8, rows: 4 },
  { kind: 'gauges', columns: 4, rows: 6 },
  { kind: 'traces', columns: 8, rows: 22 },
  { kind: 'map', columns: 4, rows: 9 },
  { kind: 'laps', columns: 4, rows: 5 },
  { kind: 'tyres', columns: 2, rows: 6 },
  { kind: 'fuel', columns: 2, rows: 6 },
];
const PREFERENCES = JSON.stringify({
  liveLayouts: { 'circuit-sim': { panels: PANELS, traces: TRACES } },
});

type Browser = Awaited<ReturnType<typeof launchChromium>>;
type Opened = Awaited<ReturnType<typeof openPage>>;
type Measured = {
  readonly framesPerSecond: number;
  readonly worstMs: number;
  readonly busy: number;
  /** Bytes after a collection, before and after. */
  readonly heap: readonly [number, number];
};

/** The page of a car that is driving, with all its panels; beside it a page that only clears canvases. */
export async function livePage(): Promise<Row[]> {
  if (!findChromium()) return [{ ...NOTHING, what: 'live page: no Chromium on this machine' }];
  const product = await startProduct({ DEMO: '0', WEB_DIR: await buildWeb() });
  const recorder = startRecorder(product.address, temporaryPath('spool-page'));
  const browser = await launchChromium();
  try {
    const url = `${product.address}/live/${await getSessionId(product)}`;
    const ours = await measureLive(browser, url, product);
    return toRows(ours, await measureEmpty(browser));
  } finally {
    await browser.close();
    await recorder.stop();
    await product.stop();
  }
}

const NOTHING = { ours: '–', peer: '–', ratio: '–', bound: '–', holds: null };

function toRows(ours: Measured, peer: Measured): Row[] {
  const what = `live page, 60 Hz × ${TRACES.length} traces for ${SECONDS} s`;
  const [before, after] = ours.heap;
  const growth = after / before - 1;
  const perSecond = ({ framesPerSecond, worstMs }: Measured) =>
    `${framesPerSecond.toFixed(1)} (longest wait ${worstMs.toFixed(0)} ms)`;
  return [
    {
      what: `${what}: frames a second`,
      ours: perSecond(ours),
      peer: `page that clears ${TRACES.length} canvases: ${perSecond(peer)}`,
      ratio: `${(ours.framesPerSecond / peer.framesPerSecond).toFixed(2)} ×`,
      bound: '≥ 55',
      holds: ours.framesPerSecond >= 55,
    },
    {
      what: `${what}: main thread busy`,
      ours: toPercent(ours.busy),
      peer: `page that clears ${TRACES.length} canvases: ${toPercent(peer.busy)}`,
      ratio: `${(ours.busy / peer.busy).toFixed(1)} ×`,
      bound: '≤ 50 %',
      holds: ours.busy <= 0.5,
    },
    {
      what: `${what}: heap in use after a collection, in the end`,
      ours: `${toMegabytes(after)}, grown by ${toPercent(growth)}`,
      peer: `in the beginning: ${toMegabytes(before)}; page that clears: ${toMegabytes(peer.heap[1])}`,
      ratio: `${(after / before).toFixed(2)} ×`,
      bound: '≤ 10 % growth',
      holds: growth <= 0.1,
    },
  ];
}

async function getSessionId({ address }: Product): Promise<string> {
  for (let tries = 0; tries < 300; tries++) {
    const answer = await fetchSignedIn(`${address}/api/sessions?state=live`);
    const { items } = (await answer.json()) as { items: { id: string }[] };
    if (items[0]) return items[0].id;
    await wait(100);
  }
  throw new Error('No car came within half a minute');
}

async function measureLive(browser: Browser, url: string, { signIn }: Product): Promise<Measured> {
  const opened = await openPage(browser, {}, signIn);
  const { page, context, errors } = opened;
  await context.addInitScript({
    content: `localStorage.setItem('outlap.preferences', ${JSON.stringify(PREFERENCES)})`,
  });
  await page.goto(url);
  await page.getByRole('status').filter({ hasText: 'Live' }).waitFor(WAIT);
  await page.locator('[data-panel=traces] [data-row]').first().waitFor(WAIT);
  const shown = await page.locator('[data-panel=traces] [data-row]').count();
  if (shown !== TRACES.length) throw new Error(`${shown} traces are shown`);
  const measured = await measure(opened, SECONDS);
  if (errors.length > 0) throw new Error(`The page had errors: ${errors.join('; ')}`);
  await context.close();
  return measured;
}

async function measureEmpty(browser: Browser): Promise<Measured> {
  const opened = await openPage(browser);
  await opened.page.evaluate(clearCanvases, TRACES.length);
  const measured = await measure(opened, PEER_SECONDS);
  await opened.context.close();
  return measured;
}

async function measure({ page, context }: Opened, seconds: number): Promise<Measured> {
  const tools = await context.newCDPSession(page);
  await tools.send('Performance.enable');
  await tools.send('HeapProfiler.enable');
  const read = async () => {
    const { metrics } = await tools.send('Performance.getMetrics');
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
  };
  const readHeap = async () => {
    await tools.send('HeapProfiler.collectGarbage');
    return (await read())['JSHeapUsedSize'] ?? Number.NaN;
  };
  await wait(Math.min(WARM_SECONDS, seconds) * 1000);
  const heapBefore = await readHeap();
  const before = await read();
  const { count, seconds: lasted, worst } = await page.evaluate(countFrames, seconds);
  const after = await read();
  const passed = (name: string) => (after[name] ?? Number.NaN) - (before[name] ?? Number.NaN);
  return {
    framesPerSecond: count / lasted,
    worstMs: worst,
    busy: passed('TaskDuration') / passed('Timestamp'),
    heap: [heapBefore, await readHeap()],
  };
}
