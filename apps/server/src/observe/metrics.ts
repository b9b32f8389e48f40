/**
 * What the server measures, as OpenTelemetry instruments. Labels are bounded: route templates, names of queues, words of
 * this code; never an address, an id or anything that somebody sends.
 */
import type { Counter, Histogram, Meter, UpDownCounter } from '@opentelemetry/api';
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { MeterProvider, type MetricReader } from '@opentelemetry/sdk-metrics';

export type Metrics = ReturnType<typeof makeInstruments> & {
  /** For what is asked at each reading. */
  readonly meter: Meter;
  /** Everything as it is now, in the text format of Prometheus. */
  readonly toText: () => Promise<string>;
  readonly close: () => Promise<void>;
};

const FAST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const SLOW_SECONDS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900];

/** Opens the instruments. `readers` bring the same numbers elsewhere. */
export function openMetrics(readers: readonly MetricReader[] = []): Metrics {
  const prometheus = new PrometheusExporter({ preventServerStart: true });
  const provider = new MeterProvider({ readers: [prometheus, ...readers] });
  const serializer = new PrometheusSerializer(undefined, false, undefined, true, true);
  const meter = provider.getMeter('outlap');
  const instruments = makeInstruments(meter);
  beginAtZero(instruments);
  return {
    ...instruments,
    meter,
    toText: async () => serializer.serialize((await prometheus.collect()).resourceMetrics),
    close: () => provider.shutdown(),
  };
}

/** What was never counted is 0, not missing: an alert on the first one needs something to rise from. */
function beginAtZero(made: ReturnType<typeof makeInstruments>): void {
  const plain = [made.frames, made.samples, made.frameBytes, made.duplicates, made.missingFrames];
  for (const one of [...plain, made.slowDowns, made.alerts]) one.add(0);
  for (const kind of ['ingest', 'viewer']) made.sockets.add(0, { kind });
  for (const reason of ['conflict', 'deleted', 'invalid']) made.refusedBatches.add(0, { reason });
  for (const reason of ['eventLoopDelay', 'heapUsedBytes']) made.shedRequests.add(0, { reason });
  for (const kind of ['mail', 'webhook'])
    for (const result of ['sent', 'failed']) made.deliveries.add(0, { kind, result });
}

function makeInstruments(meter: Meter) {
  const counter = (name: string, description: string): Counter =>
    meter.createCounter(name, { description });
  const upAndDown = (name: string, description: string): UpDownCounter =>
    meter.createUpDownCounter(name, { description });
  const seconds = (name: string, description: string, boundaries = FAST_SECONDS): Histogram =>
    meter.createHistogram(name, {
      description,
      unit: 's',
      advice: { explicitBucketBoundaries: [...boundaries] },
    });
  return {
    requestSeconds: seconds(
      'outlap_http_request_duration_seconds',
      'From the head of a request to the end of its answer, by method, route and class of status.',
    ),
    shedRequests: counter(
      'outlap_http_requests_shed_total',
      'Requests answered with 503 because the process was overloaded, by reason.',
    ),
    sockets: upAndDown('outlap_websocket_connections', 'Open WebSockets by kind.'),
    ingestLagSeconds: seconds(
      'outlap_ingest_lag_seconds',
      'From the time of the newest sample of a batch to its commit, for streams that are live.',
    ),
    ackSeconds: seconds(
      'outlap_ingest_ack_duration_seconds',
      'From the arrival of the first frame of a batch to its acknowledgement.',
    ),
    commitSeconds: seconds(
      'outlap_ingest_commit_duration_seconds',
      'How long a group commit took, by result.',
    ),
    frames: counter('outlap_ingest_frames_total', 'Frames committed.'),
    samples: counter('outlap_ingest_samples_total', 'Samples committed: one value of one channel.'),
    frameBytes: counter('outlap_ingest_bytes_total', 'Bytes of committed frames.'),
    duplicates: counter(
      'outlap_ingest_duplicates_total',
      'Frames that came again and were let go.',
    ),
    missingFrames: counter(
      'outlap_ingest_missing_frames_total',
      'Frames that recorders gave up for lost.',
    ),
    refusedBatches: counter(
      'outlap_ingest_refused_batches_total',
      'Batches that did not fit their stream any more, by reason; recorders send them again.',
    ),
    slowDowns: counter('outlap_ingest_slow_downs_total', 'Times a recorder was told to slow down.'),
    alerts: counter('outlap_alerts_total', 'Alerts that began.'),
    deliveries: counter(
      'outlap_outbox_deliveries_total',
      'Tries to send a mail or webhook, by kind and result.',
    ),
    jobSeconds: seconds(
      'outlap_job_duration_seconds',
      'How long jobs took, by queue and result.',
      SLOW_SECONDS,
    ),
  };
}
