import type { MonitorsAnswer, TroubleCodesAnswer, VehicleAnswer } from '@outlap/protocol';
import { afterEach, describe, expect, test } from 'vitest';
import { parseFault } from '../simulator/elm327/faults.ts';
import { listenElm327, type ListenOptions } from '../simulator/elm327/listen.ts';
import { openObd } from './open-obd.ts';
import { Collector } from './testing/collect.ts';
import { fastClock } from './testing/fast-clock.ts';

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
});

const VIN = '1HGCM82633A004352';

async function drive(options: Partial<ListenOptions>) {
  const clock = fastClock(20);
  const listening = await listenElm327(
    { host: '127.0.0.1', port: 0, vin: VIN, waiting: 1, ...options },
    clock,
  );
  const source = await openObd({ port: `tcp://127.0.0.1:${listening.port}` }, clock);
  const seen = new Collector(source);
  cleanUp.push(
    () => listening.close(),
    () => seen.stop(),
  );
  return { seen, source };
}

/** The simulated car drives: its engine turns, and its speed is not always the same. */
async function expectDriving(seen: Collector, from = 0) {
  const speeds = () => new Set(seen.values.get('speed')?.slice(from));
  await seen.until(() => speeds().size > 5);
  for (const value of seen.values.get('engineSpeed') ?? []) {
    expect(value).toBeGreaterThan(300);
    expect(value).toBeLessThan(9000);
  }
}

describe('the project’s own simulated adapter', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9])('bus %i', async (protocol) => {
    const { seen, source } = await drive({
      protocol,
      codes: { stored: ['P0133', 'C0123'], pending: ['U0158'], permanent: ['P0133'] },
    });
    await expectDriving(seen);
    const never = new AbortController().signal;
    const codes = (await source.request('dtc', never)) as TroubleCodesAnswer;
    expect(codes.vin).toBe(VIN);
    expect(codes.vinCheckDigitFits).toBe(true);
    expect(codes.milOn).toBe(true);
    expect(codes.stored.map(({ code }) => code)).toEqual(['P0133', 'C0123']);
    expect(codes.pending.map(({ code }) => code)).toEqual(['U0158']);
    expect(codes.freezeFrames[0]?.code).toBe('P0133');
    const vehicle = (await source.request('vehicle', never)) as VehicleAnswer;
    expect(vehicle).toMatchObject({ vin: VIN, protocol: String(protocol) });
    await expect(source.request('clear-dtc', never)).rejects.toMatchObject({
      code: 'engine_running',
    });
    const { monitors } = (await source.request('monitors', never)) as MonitorsAnswer;
    expect(monitors.length).toBeGreaterThan(protocol >= 6 ? 0 : 1);
    expect(monitors.every(({ passed }) => passed)).toBe(true);
  });

  test('engine off: codes are cleared', async () => {
    const { seen, source } = await drive({
      codes: { stored: ['P0133'], pending: [], permanent: [] },
      faults: [parseFault('engine-off')],
    });
    await seen.until(() => seen.count('engineSpeed') > 2);
    const never = new AbortController().signal;
    expect(await source.request('clear-dtc', never)).toMatchObject({
      cleared: [{ code: 'P0133' }],
    });
    expect(await source.request('dtc', never)).toMatchObject({ stored: [] });
  });

  test.each([
    'no-data~10%',
    'noise~10%',
    'stopped~10%',
    'buffer-full~10%',
    'slow~10%',
    'pending~10%',
    'can-error@20s+5s',
    'silent@20s+5s',
    'drop-connection@20s+5s',
    'ignition-off@20s+30s',
  ])('%s', async (fault) => {
    const { seen } = await drive({ faults: [parseFault(fault)] });
    await expectDriving(seen);
    const at = () => Math.max(0, ...(seen.starts.get('speed') ?? []));
    const after = fault.includes('@') ? 60 : 20;
    await seen.until(() => at() > after);
    await expectDriving(seen, seen.count('speed'));
    const starts = seen.starts.get('speed') ?? [];
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
  });
});
