import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Product, root, startProduct } from './product.ts';
import { ask, CLIENT } from './proxies/ask.ts';
import { findProgram } from './proxies/programs.ts';
import { type Proxy, PROXIES, type ProxyName, startProxy } from './proxies/start.ts';
import { bytesIn, haltingUpload, residentMegabytes, watchMemory } from './proxies/upload.ts';

const PASSWORD = 'copper lantern tidal 19';
const MEGABYTE = 2 ** 20;
const UPLOAD_MEGABYTES = 96;

let product: Product;
// As docs/operate/install.md says.
beforeAll(async () => {
  product = await startProduct({
    PUBLIC_URL: 'https://localhost',
    ALLOWED_HOSTS: 'localhost,127.0.0.1',
    TRUSTED_PROXIES: '127.0.0.1',
  });
});
afterAll(() => product?.stop());

for (const name of Object.keys(PROXIES) as ProxyName[]) {
  const title = `${name}, as deploy/ has it, in front of a server`;
  if (findProgram(name) !== undefined) describe(title, () => behind(name));
  else if (process.env['CI'] === 'true')
    test(title, () => expect.fail(`CI needs ${name}: bash scripts/system-packages.sh`));
  else {
    console.warn(`SKIPPED ${title}: there is no ${name} here (scripts/system-packages.sh)`);
    test.skip(title, () => undefined);
  }
}

function behind(name: ProxyName): void {
  let proxy: Proxy;

  beforeAll(async () => {
    proxy = await startProxy(name, new URL(product.address).host);
  });
  afterAll(() => proxy?.stop());

  test('plain HTTP leads to HTTPS, the path kept', async () => {
    const asked = get({ host: 'localhost', family: 4, port: proxy.httpPort, path: '/laps?of=1' });
    const [answer] = (await once(asked, 'response')) as [import('node:http').IncomingMessage];
    answer.resume();
    expect([301, 308]).toContain(answer.statusCode);
    expect(answer.headers.location).toMatch(/^https:\/\/localhost(:\d+)?\/laps\?of=1$/);
  });

  test('the page comes with our headers and HSTS, its texts compressed', async () => {
    const page = await ask(proxy, '/', { headers: { 'accept-encoding': 'gzip' } });
    expect(page.status).toBe(200);
    expect(page.headers['content-security-policy']).toContain("default-src 'self'");
    expect(page.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'strict-transport-security': 'max-age=31536000',
      'content-encoding': 'gzip',
    });
    expect(page.headers['server'] ?? '').not.toMatch(/\d|Caddy/);
    const html = gunzipSync(page.body).toString();
    const scripts = html.match(/\/_app\/immutable\/[^"]+\.js/g) ?? [];
    const sizes = await Promise.all(
      scripts.map(async (one) => (await ask(proxy, one)).body.length),
    );
    const script = scripts[sizes.indexOf(Math.max(...sizes))] ?? '';
    const gzipped = await ask(proxy, script, { headers: { 'accept-encoding': 'gzip' } });
    const plain = await ask(proxy, script);
    expect(gunzipSync(gzipped.body)).toEqual(plain.body);
    expect(gzipped.headers['vary']).toMatch(/accept-encoding/i);
  });

  test('a lap file is read by ranges, never compressed again', async () => {
    const headers = { ...product.headers, 'accept-encoding': 'gzip, zstd' };
    const laps = JSON.parse(
      (await ask(proxy, '/api/laps', { headers: product.headers })).body.toString(),
    ) as {
      items: { id: string }[];
    };
    const path = `/api/laps/${laps.items[0]?.id}/file`;
    const whole = await ask(proxy, path, { headers });
    expect(whole.headers['content-encoding']).toBeUndefined();
    expect(whole.body.subarray(0, 4).toString()).toBe('PAR1');
    const range = `bytes=1000-1999`;
    const part = await ask(proxy, path, { headers: { ...headers, range } });
    expect(part.status).toBe(206);
    expect(part.headers['content-range']).toBe(`bytes 1000-1999/${whole.body.length}`);
    expect(part.body).toEqual(whole.body.subarray(1000, 2000));
  });

  test('who signs in is seen at their own address, not at one they made up; cookies are Secure', async () => {
    const person = { name: 'Noor Haddad', email: `noor@${name}.example`, password: PASSWORD };
    const origin = { origin: 'https://localhost' };
    const made = await ask(proxy, '/auth/signup', {
      method: 'POST',
      json: person,
      headers: origin,
    });
    expect(made.status, made.body.toString()).toBeLessThan(300);
    const { email, password } = person;
    const login = await ask(proxy, '/auth/login', {
      method: 'POST',
      json: { email, password, keep: 'cookie' },
      headers: origin,
    });
    expect(login.status, login.body.toString()).toBe(200);
    const cookies = login.headers['set-cookie'] ?? [];
    expect(cookies.length).toBeGreaterThan(1);
    for (const cookie of cookies)
      expect(cookie).toMatch(/; HttpOnly.*; Secure|; Secure.*; HttpOnly/);
    const cookie = cookies.map((one) => one.split(';', 1)[0]).join('; ');
    const sessions = await ask(proxy, '/api/login-sessions', {
      headers: { cookie, ...origin },
    });
    expect(sessions.status, sessions.body.toString()).toBe(200);
    expect(sessions.body.toString()).toContain(CLIENT);
    expect(sessions.body.toString()).not.toContain('203.0.113.9');
  });

  test('a page of another site is refused, also at the sockets', async () => {
    const headers = { origin: 'https://elsewhere.example' };
    expect((await ask(proxy, '/api/laps', { headers })).status).toBe(403);
    const socket = new WebSocket(`wss://localhost:${proxy.httpsPort}/ws/telemetry`, {
      ca: proxy.ca,
      origin: 'https://elsewhere.example',
      headers: product.headers,
    });
    const [, answer] = (await once(socket, 'unexpected-response')) as [
      unknown,
      import('node:http').IncomingMessage,
    ];
    expect(answer.statusCode).toBe(403);
    socket.on('error', () => undefined);
    socket.terminate();
  });

  test('a recorder sends and a viewer sees, live', async () => {
    const spool = mkdtempSync(join(tmpdir(), 'outlap-proxies-spool-'));
    const recorder = spawn(
      process.execPath,
      [
        ...[join(root, 'apps/recorder/src/main.ts'), 'simulate', '--json', '--duration', '60'],
        ...['--server', `https://localhost:${proxy.httpsPort}`, '--spool', spool],
      ],
      {
        env: { ...process.env, NODE_EXTRA_CA_CERTS: proxy.caPath, OUTLAP_TOKEN: product.key },
        stdio: 'ignore',
      },
    );
    const viewer = new WebSocket(
      `wss://localhost:${proxy.httpsPort}/ws/telemetry`,
      'outlap.v1.json',
      { ca: proxy.ca, localAddress: CLIENT, family: 4, headers: product.headers },
    );
    const frames: number[] = [];
    viewer.on('message', (data: Buffer) => {
      if ((JSON.parse(data.toString()) as { type: string }).type === 'frame')
        frames.push(Date.now());
    });
    try {
      await once(viewer, 'open');
      const wish = {
        type: 'subscribe',
        id: 'a',
        sessionId: 'all',
        channels: ['speed'],
        rateHz: 25,
      };
      viewer.send(JSON.stringify(wish));
      await expect.poll(() => frames.length, { timeout: 30_000 }).toBeGreaterThan(40);
      // Held back by a proxy they would come in heaps.
      const gaps = frames.slice(1).map((at, i) => at - (frames[i] ?? at));
      expect(gaps.filter((gap) => gap > 0).length).toBeGreaterThan(20);
    } finally {
      viewer.terminate();
      recorder.kill('SIGKILL');
      await once(recorder, 'exit');
      rmSync(spool, { recursive: true, force: true });
    }
  });

  test(`${UPLOAD_MEGABYTES} MB are passed on as they come, in little memory`, async () => {
    const before = bytesIn(product.dataDir);
    const pids = [proxy.process.pid ?? 0, product.process.pid ?? 0];
    const atFirst = pids.map(residentMegabytes);
    const upload = haltingUpload(UPLOAD_MEGABYTES, name.length + name.charCodeAt(0));
    const answer = ask(proxy, '/api/sessions/import', {
      method: 'POST',
      headers: { ...product.headers, 'content-type': upload.type },
      body: upload.body,
    });
    const memory = watchMemory(pids, answer);
    await upload.half;
    // Half is sent and the request is open: what the client sees as progress is on the server's disk.
    await expect
      .poll(() => (bytesIn(product.dataDir) - before) / MEGABYTE, { timeout: 20_000 })
      .toBeGreaterThan(UPLOAD_MEGABYTES / 2 - 16);
    upload.letGo();
    const { status, body } = await answer;
    expect(status, body.toString()).toBe(202);
    const [ofProxy = 0, ofServer = 0] = (await memory).map((most, i) => most - (atFirst[i] ?? 0));
    expect(ofProxy).toBeLessThan(UPLOAD_MEGABYTES / 3);
    expect(ofServer).toBeLessThan(UPLOAD_MEGABYTES);
  });
}
