import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Product, root, startProduct } from './product.ts';

/** Another recorder than the sources, such as an executable of a release. */
const RECORDER = process.env['SMOKE_RECORDER'];
let product: Product;
beforeAll(async () => {
  product = await startProduct({ DEMO: '0' });
});
afterAll(async () => (product as Product | undefined)?.stop());

async function smoke(key: string, ...args: readonly string[]) {
  const recorder = RECORDER ? ['--recorder', RECORDER] : [];
  const script = [join(root, 'scripts/smoke.mjs'), product.address, ...recorder, ...args];
  const child = spawn(process.execPath, script, { env: { ...process.env, OUTLAP_TOKEN: key } });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => (output += String(text)));
  const [status] = (await once(child, 'close')) as [number];
  return { status, output };
}

test('a server that works passes, and keeps nothing of it', async () => {
  const { status, output } = await smoke(product.key);
  expect(output).not.toContain('FAIL');
  expect(output.match(/^ {2}ok /gm)).toHaveLength(8);
  expect(status).toBe(0);
  const answer = await fetch(`${product.address}/api/sessions`, { headers: product.headers });
  expect(await answer.json()).toMatchObject({ items: [] });
});

test('a key that is not good fails by name', async () => {
  const { status, output } = await smoke('ol_wrong', '--wait', '1');
  expect(status).toBe(1);
  expect(output).toContain('FAIL  who holds the key is known: GET /api/auth/me answered 401');
  expect(output.match(/^ {2}ok /gm)).toHaveLength(4);
});

test('without a key only what needs none is tried, and nothing is recorded', async () => {
  const { status, output } = await smoke('', '--without-key');
  expect(status).toBe(0);
  expect(output.match(/^ {2}ok /gm)).toHaveLength(4);
  expect(output).toContain('nothing was recorded');
});

test('an empty key is not taken for none', async () => {
  expect(await smoke('')).toMatchObject({ status: 2 });
});
