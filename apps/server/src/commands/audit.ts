import { once } from 'node:events';
import { pruneAudit } from '../audit/prune.ts';
import { type Expected, verifyChain } from '../audit/verify.ts';
import { linesOf, toFilter } from '../features/audit/verbs.ts';
import { type Opened, openServer } from '../server.ts';
import { EXIT, type Output, quietLog } from './command.ts';

/** Whether the log is as it was written. With the embedded database the server must be stopped, as for all of these. */
export function verifyAuditLog(output: Output, { expect }: { expect?: string }): Promise<number> {
  const kept = expect === undefined ? undefined : toExpected(expect);
  if (kept === null) {
    console.error('--expect: wants <seq>:<hash>, as an earlier verify printed it');
    return Promise.resolve(EXIT.usage);
  }
  return onServer(output, async ({ deps }) => {
    const result = await verifyChain(deps.db, deps.identity.secrets, { expect: kept });
    const { ok, entries, head, problems } = result;
    if (output.json) console.log(JSON.stringify(result));
    else {
      for (const { seq, kind, detail } of problems)
        console.log(`${kind}${seq === null ? '' : ` ${seq}`}: ${detail}`);
      console.log(ok ? `${entries} entries, as they were written.` : `${entries} entries.`);
      console.log(`Head: ${head.seq}:${head.hash}`);
      console.log(
        'Keep the head elsewhere: `verify --expect` with it also shows that an older log was put back.',
      );
    }
    return ok ? EXIT.ok : EXIT.findings;
  });
}

/** Prints the log, oldest first. */
export function exportAuditLog(
  output: Output,
  options: { format?: string; from?: string; to?: string },
): Promise<number> {
  const { format = 'ndjson' } = options;
  const times = [options.from, options.to].filter((time) => time !== undefined);
  if (format !== 'ndjson' && format !== 'csv') return usage('--format: wants ndjson or csv');
  if (times.some((time) => Number.isNaN(Date.parse(time))))
    return usage('--from, --to: want times');
  return onServer(output, async ({ deps }) => {
    const filter = {
      ...(options.from && { from: options.from }),
      ...(options.to && { to: options.to }),
    };
    const detail = { format, filter: JSON.stringify(filter), by: 'command line' };
    await deps.audit.append({ action: 'audit.exported', result: 'done', actorId: null, detail });
    for await (const lines of linesOf(deps, toFilter(filter, null), format))
      if (!process.stdout.write(lines)) await once(process.stdout, 'drain');
    return EXIT.ok;
  });
}

/** Removes the beginning of the log. */
export function pruneAuditLog(
  output: Output,
  { before = '' }: { before?: string },
): Promise<number> {
  const at = new Date(before);
  if (Number.isNaN(at.getTime())) return usage('--before: wants a time');
  return onServer(output, async ({ deps }) => {
    const { audit, identity } = deps;
    const removed = await pruneAudit(deps.db, { secrets: identity.secrets, audit }, at);
    console.log(output.json ? JSON.stringify({ removed }) : `${removed} entries removed.`);
    return EXIT.ok;
  });
}

function toExpected(text: string): Expected | null {
  const [, seq, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  return seq === undefined || hash === undefined ? null : { seq: Number(seq), hash };
}

function usage(message: string): Promise<number> {
  console.error(message);
  return Promise.resolve(EXIT.usage);
}

async function onServer(
  { config }: Output,
  task: (opened: Opened) => Promise<number>,
): Promise<number> {
  const opened = await openServer(config, quietLog(config));
  try {
    return await task(opened);
  } finally {
    await opened.close();
  }
}
