import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { connectRecorder, describeTestStream, testFrame } from './live-client.ts';
import { startTestServer } from './server.ts';

type Span = {
  readonly traceId: string;
  readonly name: string;
  readonly attributes: readonly {
    readonly key: string;
    readonly value: { stringValue?: string };
  }[];
};
type Traces = { readonly resourceSpans: { readonly scopeSpans: { readonly spans: Span[] }[] }[] };
type Sent = { readonly path: string; readonly body: unknown };

/** What stands where a collector would: takes OTLP over HTTP, as JSON. */
async function startCollector() {
  const sent: Sent[] = [];
  const server = createServer((request, response) => {
    void buffer(request).then((bytes) => {
      sent.push({ path: request.url ?? '', body: JSON.parse(bytes.toString()) });
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { sent, url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

test('traces join request, statements and commits; metrics go the same way', async () => {
  const collector = await startCollector();
  const server = await startTestServer({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    COMMIT_INTERVAL_MS: '20',
  });
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const headers = { ...server.headers, traceparent: `00-${traceId}-b7ad6b7169203331-01` };
  expect((await fetch(`${server.address}/api/sessions`, { headers })).status).toBe(200);
  const recorder = await connectRecorder(server.address, { description: describeTestStream() });
  recorder.sendFrame(testFrame(1));
  await recorder.until('ack', ({ seq }) => seq === 1);
  await recorder.close();
  await server.close();
  collector.close();

  const spans = collector.sent
    .filter(({ path }) => path === '/v1/traces')
    .flatMap(({ body }) => (body as Traces).resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
  const ofRequest = spans.filter((span) => span.traceId === traceId);
  const attribute = (span: Span, key: string) =>
    span.attributes.find((one) => one.key === key)?.value.stringValue;
  expect(ofRequest.map((span) => attribute(span, 'http.route'))).toContain('/api/sessions');
  const statements = ofRequest.filter(({ name }) => name === 'database select');
  expect(statements.length).toBeGreaterThan(0);
  // Texts of statements have places for values, never the values.
  expect(statements.map((span) => attribute(span, 'db.query.text')).join()).toMatch(/\$1/);
  expect(spans.map(({ name }) => name)).toContain('group commit');
  const metrics = collector.sent.filter(({ path }) => path === '/v1/metrics');
  expect(JSON.stringify(metrics)).toContain('outlap_ingest_frames_total');
});

test('without a place to send them to, nothing that makes traces is loaded', async () => {
  const script = `await import(${JSON.stringify(new URL('../src/server.ts', import.meta.url).href)});
    await (await import(${JSON.stringify(new URL('../src/observe/open.ts', import.meta.url).href)}))
      .openObserver({ OTEL_EXPORTER_OTLP_ENDPOINT: '' });
    const { createRequire } = await import('node:module');
    const loaded = Object.keys(createRequire(import.meta.url).cache);
    console.log(JSON.stringify({
      metrics: loaded.some((path) => path.includes('sdk-metrics')),
      traces: loaded.filter((path) => /sdk-trace|otlp|@fastify.otel|instrumentation/.test(path)),
    }));`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '--eval',
    script,
  ]);
  expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toEqual({ metrics: true, traces: [] });
});
