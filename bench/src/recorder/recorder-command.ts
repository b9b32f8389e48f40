import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { keyOf } from '@outlap/e2e/credentials';
import { root } from '@outlap/e2e/product';

/** What a recorder says about itself once a second, as far as benches look at it. */
type Said = {
  readonly end?: boolean;
  readonly queuedFrames: number;
  readonly droppedFrames: number;
  /** Only at the end. */
  readonly recordedFrames?: number;
};

/** A recorder process, started as a user starts it. */
export type Recorder = {
  readonly process: ChildProcess;
  /** The first of what it says from now on that fits; throws when it ends before. */
  readonly until: (fits: (said: Said) => boolean) => Promise<Said>;
  readonly stop: () => Promise<void>;
};

export function startRecorder(
  server: string,
  spool: string,
  ...options: readonly string[]
): Recorder {
  const command = ['record', '--source', 'simulator', '--server', server, '--spool', spool];
  const child = spawn(
    process.execPath,
    [join(root, 'apps/recorder/bin/outlap.mjs'), ...command, '--json', ...options],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, OUTLAP_TOKEN: keyOf(server) },
    },
  );
  const waiting = new Set<(said: Said) => void>();
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    const said = JSON.parse(line) as Said;
    for (const hear of waiting) hear(said);
  });
  const until: Recorder['until'] = (fits) => {
    const { promise, resolve, reject } = Promise.withResolvers<Said>();
    const hear = (said: Said) => fits(said) && resolve(said);
    const end = () => reject(new Error('The recorder ended too early'));
    waiting.add(hear);
    lines.once('close', end);
    return promise.finally(() => {
      waiting.delete(hear);
      lines.off('close', end);
    });
  };
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const limit = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(limit);
  };
  return { process: child, until, stop };
}
