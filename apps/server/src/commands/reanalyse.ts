import { serverActor } from '../deps.ts';
import { reanalyse } from '../features/imports/verbs.ts';
import { openServer } from '../server.ts';
import { EXIT, type Output, quietLog } from './command.ts';

export async function reanalyseSessions(
  { config, json }: Output,
  { all = false }: { all?: boolean },
): Promise<number> {
  const opened = await openServer(config, quietLog(config));
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort(new Error('Stopped; run it again for the rest.')));
  try {
    const ctx = { ...opened.deps, actor: serverActor(opened.deps.ownerId) };
    const result = await reanalyse(ctx, {
      all,
      signal: stop.signal,
      onProgress: (done, total) => showProgress(done, total),
    });
    if (json) console.log(JSON.stringify(result));
    else console.log(`${result.done} sessions analysed again, ${result.failed.length} failed.`);
    return result.failed.length === 0 ? EXIT.ok : EXIT.findings;
  } finally {
    await opened.close();
  }
}

function showProgress(done: number, total: number): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(`\r${done}/${total}${done === total ? '\n' : ''}`);
}
