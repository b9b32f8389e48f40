import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeJourneys } from './journey.ts';
import { ask } from './page-acts.ts';
import { root } from './product.ts';

type Line = Record<string, unknown>;

/** The recorder's program on a home folder of its own, without a key. */
function outlap(home: string, args: readonly string[]) {
  const { OUTLAP_TOKEN: _, ...environment } = process.env;
  const child = spawn(process.execPath, [join(root, 'apps/recorder/src/main.ts'), ...args], {
    env: { ...environment, HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (text) => (out += String(text)));
  child.stderr.on('data', (text) => (err += String(text)));
  const ended = once(child, 'exit').then(([code]) => ({ code: Number(code), out, err }));
  const lines = () =>
    out
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Line);
  return { ended, lines };
}

describeJourneys('A recorder that signs in by a code', { DEMO: '0' }, (world) => {
  test('is approved in the browser, records, is listed as a device, and is signed out', async () => {
    const { page, context, errors } = await world.open();
    const { address } = world.product;
    const server = ['--server', address];
    const login = outlap(world.files, ['login', '--json', ...server]);
    await expect.poll(() => login.lines().length, { timeout: 30_000 }).toBe(1);
    const [begun = {}] = login.lines();

    await page.goto(String(begun['addressWithCode']));
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByText('wants to act as').waitFor();
    await page.getByText(String(begun['userCode'])).waitFor();
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('It is signed in').waitFor();
    const { code, out, err } = await login.ended;
    expect([code, err]).toEqual([0, '']);
    expect(out).not.toMatch(/accessToken|refreshToken|olr_/);

    const drive = ['record', '--source', 'simulator', '--speed', '20', '--duration', '3', '--json'];
    const recorded = await outlap(world.files, [...drive, ...server]).ended;
    expect(recorded.code, recorded.err).toBe(0);
    expect(recorded.out).toContain('"queuedFrames":0');
    const { items } = await ask<{ items: unknown[] }>(page, '/api/sessions');
    expect(items).toHaveLength(1);

    const devices = () =>
      ask<{ items: { deviceName: string }[] }>(page, '/api/login-sessions').then((found) =>
        found.items.filter(({ deviceName }) => deviceName.startsWith('Outlap recorder')),
      );
    expect(await devices()).toHaveLength(1);
    const ended = await outlap(world.files, ['logout', '--json', ...server]).ended;
    expect(JSON.parse(ended.out)).toMatchObject({ wasSignedIn: true, ended: true });
    expect(await devices()).toEqual([]);
    expect(errors).toEqual([]);
    await context.close();
  });
});
