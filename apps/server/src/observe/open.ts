import type { Config } from '../config.ts';
import { type Metrics, openMetrics } from './metrics.ts';

export type Observer = {
  readonly metrics: Metrics;
  /** Sends what has not been sent. */
  readonly close: () => Promise<void>;
};

/** Opens what measures; what sends it elsewhere is loaded only where there is such a place. */
export async function openObserver(config: Config): Promise<Observer> {
  if (config.OTEL_EXPORTER_OTLP_ENDPOINT === '') {
    const metrics = openMetrics();
    return { metrics, close: () => metrics.close() };
  }
  const { openExport } = await import('./export.ts');
  const { reader, close } = openExport(config.OTEL_EXPORTER_OTLP_ENDPOINT);
  const metrics = openMetrics([reader]);
  return {
    metrics,
    close: async () => {
      await Promise.allSettled([metrics.close(), close()]);
    },
  };
}
