import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { keyOf } from '../credentials.ts';
import { root } from '../product.ts';

/** A recorder as a person starts it. */
export type RecorderProcess = {
  readonly process: ChildProcess;
  /** Lines of JSON it has said so far. */
  readonly lines: readonly Record<string, unknown>[];
  readonly errors: () => string;
  readonly ended: Promise<number | null>;
  /** Asks it to end, as Ctrl C does. */
  readonly stop: () => Promise<number | null>;
  readonly kill: () => Promise<void>;
};

export function startRecorder(options: {
  readonly server: string;
  readonly spool: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}): RecorderProcess {
  const args = ['record', '--json', '--server', options.server, '--spool', options.spool];
  const child = spawn(
    process.execPath,
    [join(root, 'apps/recorder/src/main.ts'), ...args, ...(options.args ?? [])],
    {
      env: { ...process.env, OUTLAP_TOKEN: keyOf(options.server), ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const lines: Record<string, unknown>[] = [];
  let rest = '';
  let errors = '';
  child.stdout.on('data', (data) => {
    const texts = (rest + String(data)).split('\n');
    rest = texts.pop() ?? '';
    for (const text of texts) if (text.startsWith('{')) lines.push(JSON.parse(text) as never);
  });
  child.stderr.on('data', (data) => (errors += String(data)));
  const ended = once(child, 'close').then(() => child.exitCode);
  return {
    process: child,
    lines,
    errors: () => errors,
    ended,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT');
      return ended;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
