import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KINDS } from './databases.ts';
import { connectRecorder, describeTestStream, testFrame } from './live-client.ts';
import { createTestApp, type TestApp } from './server.ts';
import { connectViewer } from './viewer-client.ts';

const TOKEN = 'read by Prometheus alone';

/** `name{labels}` → value. */
function readingsOf(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
  );
}

describe.each(KINDS)('metrics on %s', (kind) => {
  let t: TestApp;
  let address: string;
  beforeAll(async () => {
    t = await createTestApp(kind, { env: { METRICS_TOKEN: TOKEN, COMMIT_INTERVAL_MS: '20' } });
    address = await t.app.listen({ host: '127.0.0.1', port: 0 });
  });
  afterAll(() => t.close());

  const read = async () => {
    const answer = await fetch(`${address}/metrics`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    return readingsOf(await answer.text());
  };

  test('are read by who shows the token or is an owner with two factors, and by nobody else', async () => {
    const ask = (authorization?: string) =>
      fetch(`${address}/metrics`, authorization ? { headers: { authorization } } : {});
    expect((await ask()).status).toBe(401);
    expect((await ask('Bearer read by Prometheus alonf')).status).toBe(401);
    expect((await ask(`Bearer ${TOKEN}`)).status).toBe(200);
    const stranger = await t.appOf('00000000-0000-7000-8000-0000000000aa');
    expect((await stranger.inject('/metrics')).json()).toMatchObject({ code: 'forbidden' });
    expect((await t.app.inject('/metrics')).statusCode).toBe(200);
  });

  test('count a drive exactly: frames, samples, duplicates, sockets, acknowledgements', async () => {
    const before = await read();
    const grown = async (name: string) => ((await read()).get(name) ?? 0) - (before.get(name) ?? 0);
    const recorder = await connectRecorder(address, { description: describeTestStream() });
    const viewer = await connectViewer(address);
    for (let seq = 1; seq <= 20; seq++) recorder.sendFrame(testFrame(seq));
    await recorder.until('ack', ({ seq }) => seq === 20);
    recorder.sendFrame(testFrame(5));
    recorder.sendFrame(testFrame(21));
    await recorder.until('ack', ({ seq }) => seq === 21);
    expect(await grown('outlap_ingest_frames_total')).toBe(21);
    expect(await grown('outlap_ingest_samples_total')).toBe(21 * 3 * 3);
    expect(await grown('outlap_ingest_duplicates_total')).toBe(1);
    expect(await grown('outlap_ingest_ack_duration_seconds_count')).toBeGreaterThan(0);
    expect(
      await grown('outlap_ingest_commit_duration_seconds_count{result="stored"}'),
    ).toBeGreaterThan(0);
    expect(await grown('outlap_websocket_connections{kind="ingest"}')).toBe(1);
    expect(await grown('outlap_websocket_connections{kind="viewer"}')).toBe(1);
    const now = await read();
    expect(now.get('outlap_ingest_streams')).toBe(1);
    expect(now.get('outlap_ingest_waiting_frames')).toBe(0);
    expect(now.get('outlap_ingest_newest_sample_age_seconds')).toBeLessThan(30);
    await viewer.close();
    await recorder.close();
    await expect.poll(() => grown('outlap_websocket_connections{kind="ingest"}')).toBe(0);
  });

  test('name routes by their template: what people send makes no new series', async () => {
    for (let n = 0; n < 50; n++) {
      await t.app.inject(`/api/sessions/00000000-0000-7000-8000-0000000000${10 + n}`);
      await t.app.inject(`/api/nothing-here-${n}`);
      await t.app.inject({ method: 'GET', url: `/robots-${n}.txt` });
    }
    const routes = [...(await read()).keys()]
      .filter((name) => name.startsWith('outlap_http_request_duration_seconds_count'))
      .map((name) => /route="([^"]*)"/.exec(name)?.[1] ?? '');
    expect(routes).toContain('/api/sessions/:id');
    expect(routes.filter((route) => /robots|nothing|0000/.test(route))).toEqual([]);
  });

  test('tell of database, jobs, outbox and process', async () => {
    const now = await read();
    expect(now.get('outlap_database_up')).toBe(1);
    expect(now.get('outlap_outbox_waiting{kind="mail"}')).toBe(0);
    expect(now.get('outlap_jobs{queue="import",state="waiting"}')).toBe(0);
    expect(now.get('outlap_live_streams')).toBeGreaterThanOrEqual(0);
    expect(now.get('outlap_event_loop_delay_seconds{statistic="p99"}')).toBeLessThan(60);
    expect(now.get('outlap_resident_memory_bytes')).toBeGreaterThan(10 ** 7);
    expect(now.get('outlap_disk_free_bytes')).toBeGreaterThan(0);
    expect(now.get('outlap_draining')).toBe(0);
  });
});
