import type { Metrics } from './metrics.ts';

/** Counts a socket that has opened; returns what to call when it closes. */
export function enter({ sockets }: Metrics, kind: 'ingest' | 'viewer'): () => void {
  sockets.add(1, { kind });
  return () => sockets.add(-1, { kind });
}
