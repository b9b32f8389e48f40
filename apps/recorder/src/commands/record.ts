import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { serverAddress } from '../files/server.ts';
import { parseBytes, record, type RecordOptions, toFarewell } from '../recording/record.ts';
import type { FsyncPolicy } from '../spool/index.ts';
import type { World } from '../world.ts';
import {
  addSourceOptions,
  checkSource,
  type GivenSource,
  openGiven,
  positive,
} from './record-source.ts';

type Options = GivenSource & {
  readonly server?: string;
  readonly token?: string;
  readonly spool?: string;
  readonly spoolLimit: string;
  readonly fsync: FsyncPolicy;
  readonly sessionBreak: number;
  readonly duration?: number;
  readonly json?: boolean;
};

/** `outlap record`: reads a car, a sim or a file, keeps its frames on disk and brings them to a server. */
export function recordCommand(world: World): Command {
  const command = new Command('record').description(
    'record a car, a sim or a file, and bring it to a server, losing nothing',
  );
  return addSourceOptions(command)
    .option('--server <address>', 'the server (default: OUTLAP_URL or http://127.0.0.1:8000)')
    .option(
      '--token <token>',
      'an API key or the INGEST_TOKEN of the server (default: OUTLAP_TOKEN, or outlap login)',
    )
    .option(
      '--spool <folder>',
      'where frames wait (default: OUTLAP_SPOOL or ~/.outlap/spool/SOURCE)',
    )
    .option('--spool-limit <size>', 'beyond it the oldest telemetry is dropped', '2GB')
    .addOption(
      new Option(
        '--fsync <policy>',
        'always: each frame; interval: twice a second; never: as the system likes',
      )
        .choices(['always', 'interval', 'never'])
        .default('interval'),
    )
    .option('--session-break <seconds>', 'a longer break begins a new session', positive, 600)
    .option('--vehicle <name>', 'name of the vehicle')
    .option('--driver <name>', 'name of the driver')
    .option('--duration <seconds>', 'stop after this time', positive)
    .option('--json', 'one JSON document a second instead of the view')
    .action(async (options: Options) => {
      checkSource(options);
      const given = toRecordOptions(world, options);
      const interrupted = new AbortController();
      const forget = world.onInterrupt?.(() => interrupted.abort());
      try {
        const result = await record(world, given, interrupted.signal);
        if (options.json) world.stdout.write(`${JSON.stringify({ end: true, ...result })}\n`);
        else world.stderr.write(`${toFarewell(result, given.spool)}\n`);
      } finally {
        forget?.();
      }
    });
}

function toRecordOptions(world: World, options: Options): RecordOptions {
  const { source, server, token, sessionBreak, vehicle, driver, duration, fsync } = options;
  const spool = spoolFolder(world, options.spool, source);
  return {
    open: (clock) => openGiven(world, options, spool, clock),
    isReplay: source === 'file',
    server: serverAddress(world, server),
    token,
    spool,
    spoolLimitBytes: parseBytes(options.spoolLimit),
    fsync,
    sessionBreakSeconds: sessionBreak,
    vehicle,
    driver,
    durationSeconds: duration,
    json: options.json ?? false,
  };
}

/** The spool that a person names, or the usual one of a kind of source. */
export function spoolFolder(world: World, named: string | undefined, name: string): string {
  const folder = named ?? world.env['OUTLAP_SPOOL'];
  return folder ? resolve(world.cwd, folder) : join(spoolsFolder(world), name);
}

/** Where spools lie that nobody named. */
export function spoolsFolder(world: World): string {
  return join(world.env['HOME'] ?? world.env['USERPROFILE'] ?? homedir(), '.outlap', 'spool');
}
