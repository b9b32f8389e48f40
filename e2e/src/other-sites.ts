import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import type { World } from './journey.ts';
import { fetchSignedIn, headersOf } from './credentials.ts';

type Tried = { readonly name: string; readonly outcome: string };

export function otherSites(world: World): void {
  test('a page of another site can neither read nor drive the server', async () => {
    const { address } = world.product;
    const sessions = async () => (await fetchSignedIn(`${address}/api/sessions`)).text();
    const imports = async () => (await fetchSignedIn(`${address}/api/imports?state=active`)).text();
    const before = [await sessions(), await imports()];
    const { id } = (JSON.parse(before[0] ?? '') as { items: { id: string }[] }).items[0] ?? {};
    const site = createServer((_, response) =>
      response
        .setHeaders(new Headers({ 'content-type': 'text/html', 'x-other-site': 'yes' }))
        .end('<!doctype html><title>Other</title>'),
    ).listen(0, '127.0.0.1');
    await once(site, 'listening');
    const elsewhere = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
    const { page, context } = await world.open();
    await page.goto(elsewhere);
    const statuses: number[] = [];
    const network = await context.newCDPSession(page);
    network.on('Network.responseReceivedExtraInfo', ({ statusCode, headers }) => {
      if (!('x-other-site' in headers)) statuses.push(statusCode);
    });
    await network.send('Network.enable');

    const tried = await page.evaluate(callFromHere, { address, id: id ?? '' });
    for (const { name, outcome } of tried) expect([name, outcome]).toEqual([name, 'refused']);
    // The browser itself keeps one of them back: no-cors has no DELETE.
    await expect.poll(() => statuses.length).toBeGreaterThanOrEqual(tried.length - 1);
    expect(statuses.filter((status) => status !== 403)).toEqual([]);
    // The form below leads to a page of the server's own, whose icon the browser then asks for by right.
    await network.detach();

    await page.evaluate((action) => {
      document.body.innerHTML = `<form method="post" enctype="multipart/form-data" action="${action}">
        <input name="file" value="x"><button>Win a car</button></form>`;
    }, `${address}/api/sessions/import`);
    const [posted] = await Promise.all([
      page.waitForResponse((response) => response.request().method() === 'POST'),
      page.getByRole('button', { name: 'Win a car' }).click(),
    ]);
    expect(posted.status()).toBe(403);

    await expectFrameRefused();
    expect([await sessions(), await imports()]).toEqual(before);

    expect(await statusUnderHost('rebound.example')).toBe(421);
    expect(await statusUnderHost(`127.0.0.1.rebound.example`)).toBe(421);
    expect(await statusUnderHost('127.0.0.1')).toBe(200);
    await context.close();
    site.close();

    /** A frame over which a page could make its visitor click. */
    async function expectFrameRefused(): Promise<void> {
      await page.goto(elsewhere);
      const framed = page.waitForResponse((response) => response.url().startsWith(address));
      await page.evaluate((src) => {
        document.body.append(Object.assign(document.createElement('iframe'), { src }));
      }, `${address}/sessions`);
      expect((await framed).status()).toBe(403);
    }

    function statusUnderHost(name: string): Promise<number | undefined> {
      const { port } = new URL(address);
      const headers = { host: `${name}:${port}`, ...headersOf(address) };
      return new Promise((done, fail) => {
        request(`${address}/api/sessions`, { headers }, (response) => {
          response.resume();
          done(response.statusCode);
        })
          .on('error', fail)
          .end();
      });
    }
  });
}

/** Runs in the other site's page. What comes back readable or without refusal is named. */
async function callFromHere({ address, id }: { address: string; id: string }): Promise<Tried[]> {
  const form = new FormData();
  form.append('file', new Blob(['Time,Speed\n0,1\n1,2\n']), 'planted.csv');
  const calls: [string, string, RequestInit][] = [
    ['read', '/api/sessions', {}],
    ['read with no-cors', '/api/sessions', { mode: 'no-cors' }],
    ['delete', `/api/sessions/${id}`, { method: 'DELETE' }],
    ['delete with no-cors', `/api/sessions/${id}`, { method: 'DELETE', mode: 'no-cors' }],
    ['import', '/api/sessions/import', { method: 'POST', body: form }],
    [
      'import with no-cors',
      '/api/sessions/import',
      { method: 'POST', body: form, mode: 'no-cors' },
    ],
    [
      'export as text',
      '/api/export',
      { method: 'POST', body: '{"format":"csv"}', mode: 'no-cors' },
    ],
  ];
  const tried: Tried[] = [];
  for (const [name, path, init] of calls) {
    const outcome = await fetch(address + path, init).then(
      (response) => (response.type === 'opaque' ? 'refused' : `answered ${response.status}`),
      () => 'refused',
    );
    tried.push({ name, outcome });
  }
  return tried;
}
