import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StreamDescription } from '@outlap/protocol';
import { systemClock } from '../clock.ts';
import type { NewFrame, SpoolOptions } from '../spool/index.ts';

/** A stream of one channel whose values are the numbers of its frames. */
export const smallDescription: StreamDescription = {
  source: 'simulator',
  startedAt: '2026-05-09T09:30:00.000Z',
  driver: null,
  vehicle: { name: 'Test car' },
  track: { name: null, layout: null, lengthMetres: null },
  groups: [
    {
      rateHz: 60,
      channels: [
        { name: 'speed', sourceName: 'speed', unit: 'm/s', sourceUnit: 'm/s', type: 'f32' },
      ],
    },
  ],
};

/** The n-th frame; `padding` more samples make it larger. */
export function smallFrame(n: number, padding = 0): NewFrame {
  const columns = [new Float32Array(3 + padding).fill(n)];
  return { parts: [{ group: 0, start: n * 0.05, count: 3 + padding, columns }] };
}

export function eventFrame(n: number): NewFrame {
  return {
    ...smallFrame(n),
    events: [{ seconds: n * 0.05, kind: 'dtc', data: { code: 'P0133' } }],
  };
}

export const spoolOptions: SpoolOptions = {
  fsync: 'interval',
  limitBytes: 2 ** 31,
  sessionBreakSeconds: 600,
  clock: systemClock,
};

/** A folder of its own under the system's temporary one, and the function that removes it. */
export function makeFolder(name: string): { readonly path: string; readonly remove: () => void } {
  mkdirSync(tmpdir(), { recursive: true });
  const path = mkdtempSync(join(tmpdir(), `outlap-${name}-`));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
