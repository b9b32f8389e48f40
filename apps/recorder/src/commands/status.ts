import { resolve } from 'node:path';
import { Command } from 'commander';
import { systemClock } from '../clock.ts';
import { CommandError } from '../errors.ts';
import { findSpools, inspectSpool, type SpoolReport } from '../recording/inspect-spool.ts';
import { LoginStore } from '../login/index.ts';
import type { World } from '../world.ts';
import { spoolsFolder } from './record.ts';

/** `outlap status`: what waits in the spools of this machine, and how their recorders do. */
export function statusCommand(world: World): Command {
  return new Command('status')
    .description('show what waits to be sent, and how the link is; works without a recorder too')
    .option('--spool <folder>', 'only this one (default: OUTLAP_SPOOL, or all in ~/.outlap/spool)')
    .option('--json', 'one JSON document')
    .action((options: { spool?: string; json?: boolean }) => {
      const named = options.spool ?? world.env['OUTLAP_SPOOL'];
      const folders = findSpools(named ? resolve(world.cwd, named) : spoolsFolder(world));
      if (named && folders.length === 0)
        throw new CommandError('spool_not_found', `There is no spool in ${named}`);
      const spools = folders.map((folder) => inspectSpool(folder, systemClock.wall()));
      const reports = spools.filter((spool) => spool !== undefined);
      const logins = new LoginStore(world).list();
      if (options.json) {
        world.stdout.write(`${JSON.stringify({ logins, spools: reports })}\n`);
        return;
      }
      const signedIn = logins.map(({ server, name }) => `Signed in to ${server} as ${name}\n`);
      const recorded = reports.map(toText).join('\n') || 'Nothing was ever recorded here.\n';
      world.stdout.write([...signedIn, recorded].join(''));
    });
}

function toText(spool: SpoolReport): string {
  const { recorder, link } = spool;
  const rows: readonly (readonly [string, string | null])[] = [
    ['Spool', spool.folder],
    ['Recorder', recorder ? `running, process ${recorder.pid}` : 'not running'],
    ['Vehicle', spool.vehicle],
    ['Server', spool.server],
    ['Link', link && `${link.state}${link.detail === null ? '' : `: ${link.detail}`}`],
    ['Queue', `${spool.queuedFrames} frames, ${spool.bytes} bytes, ${spool.streams} streams`],
    ['Oldest', spool.oldestSeconds === null ? null : `${Math.round(spool.oldestSeconds)} s`],
    ['Dropped', `${spool.droppedFrames} frames`],
    ['Quarantined', `${spool.quarantined} frames`],
    ['Retries', spool.retries === null ? null : String(spool.retries)],
    ['Last ack', spool.lastAckAt],
    ['Clock', spool.clockOffsetMs === null ? null : `${spool.clockOffsetMs} ms behind the server`],
    ['Disk', spool.diskTrouble],
  ];
  return rows
    .flatMap(([name, value]) => (value === null ? [] : `${name.padEnd(12)} ${value}\n`))
    .join('');
}
