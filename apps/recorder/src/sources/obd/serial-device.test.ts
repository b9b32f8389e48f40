import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { listenElm327 } from '../simulator/elm327/listen.ts';
import { openObd } from './open-obd.ts';
import { Collector } from './testing/collect.ts';
import { fastClock } from './testing/fast-clock.ts';

const SOCAT = '/usr/bin/socat';
const TITLE = 'a serial device of the system: driven, pulled out, plugged in again';

/** A device of the kernel, as a dongle has one, with the adapter at its other end. */
async function plugIn(path: string, adapterPort: number): Promise<ChildProcess> {
  const child = spawn(SOCAT, [`pty,raw,echo=0,link=${path}`, `tcp:127.0.0.1:${adapterPort}`], {
    stdio: 'ignore',
  });
  for (let tries = 0; tries < 200 && !existsSync(path); tries++) await wait(10);
  return child;
}

async function pullOut(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

if (process.platform !== 'linux') test.skip(TITLE, () => undefined);
else if (!existsSync(SOCAT) && process.env['CI'] !== 'true') {
  console.warn(`SKIPPED ${TITLE}: there is no ${SOCAT} here (scripts/system-packages.sh)`);
  test.skip(TITLE, () => undefined);
} else
  test(TITLE, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'outlap-serial-'));
    const path = join(folder, 'tty');
    const clock = fastClock(10);
    const adapter = await listenElm327({ host: '127.0.0.1', port: 0, waiting: 1 }, clock);
    let device = await plugIn(path, adapter.port);
    const source = await openObd({ port: path }, clock);
    const seen = new Collector(source);
    onTestFinished(async () => {
      await seen.stop();
      await pullOut(device);
      await adapter.close();
      rmSync(folder, { recursive: true, force: true });
    });
    await seen.until(() => seen.count('engineSpeed') > 5);
    await pullOut(device);
    rmSync(path, { force: true });
    const before = seen.count('engineSpeed');
    device = await plugIn(path, adapter.port);
    await seen.until(() => seen.count('engineSpeed') > before + 5);
    for (const value of seen.values.get('engineSpeed') ?? []) {
      expect(value).toBeGreaterThan(300);
      expect(value).toBeLessThan(9000);
    }
  });
