import { context, trace } from '@opentelemetry/api';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { type MetricReader, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { version } from '../version.ts';

const METRICS_MS = 30_000;
const PATIENCE_MS = 5000;

/** Sends traces and metrics by OTLP over HTTP. The tracer is that of the whole process. */
export function openExport(endpoint: string): {
  readonly reader: MetricReader;
  readonly close: () => Promise<void>;
} {
  const base = endpoint.replace(/\/+$/, '');
  const options = (signal: string) => ({ url: `${base}/v1/${signal}`, timeoutMillis: PATIENCE_MS });
  const tracer = new NodeTracerProvider({
    resource: resourceFromAttributes({
      'service.name': 'outlap-server',
      'service.version': version,
    }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter(options('traces')))],
  });
  tracer.register();
  return {
    reader: new PeriodicExportingMetricReader({
      exporter: new OTLPMetricExporter(options('metrics')),
      exportIntervalMillis: METRICS_MS,
      exportTimeoutMillis: PATIENCE_MS,
    }),
    close: async () => {
      await tracer.shutdown();
      trace.disable();
      context.disable();
    },
  };
}
