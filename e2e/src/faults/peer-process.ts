import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../product.ts';

/** Starts a program of the project by its path in it. */
export function startProgram(
  path: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): ChildProcess {
  return spawn(process.execPath, [join(root, path), ...args], {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** What a program says when it is ready. */
export async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('A program that says nothing');
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error(`It ended with ${child.exitCode} and said nothing`);
}

export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
