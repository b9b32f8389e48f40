import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../run-command.ts';
import type { World } from '../world.ts';

/** A world with a real folder of its own and nothing else of the machine; what was written is kept as text. */
export function makeWorld(fetch: World['fetch'] = globalThis.fetch) {
  const cwd = mkdtempSync(join(tmpdir(), 'outlap-recorder-'));
  let out = '';
  let err = '';
  const listeners = new Set<() => void>();
  const world: World = {
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    cwd,
    env: { HOME: cwd },
    fetch,
    onInterrupt: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return {
    world,
    cwd,
    put: (name: string, bytes: Uint8Array | string) => writeFileSync(join(cwd, name), bytes),
    run: async (...args: string[]) => {
      out = '';
      err = '';
      const exitCode = await runCommand(args, world);
      return { exitCode, out, err };
    },
    /** What was written since the last command began. */
    written: () => out,
    /** Ctrl-C. */
    interrupt: () => {
      for (const listener of listeners) listener();
    },
    remove: () => rmSync(cwd, { recursive: true, force: true }),
  };
}
