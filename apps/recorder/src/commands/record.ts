import { readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { serverAddress } from '../files/server.ts';
import { CommandError } from '../errors.ts';
import { parseBytes, record, type RecordOptions, toFarewell } from '../recording/record.ts';
import { openSource, SOURCE_KINDS, type SourceKind } from '../sources/open-source.ts';
import type { Source, SourceClock } from '../sources/source.ts';
import type { FsyncPolicy } from '../spool/index.ts';
import type { World } from '../world.ts';

type Options = {
  readonly source: SourceKind;
  readonly port?: string;
  readonly baud?: number;
  readonly file?: string;
  readonly speed?: number;
  readonly server?: string;
  readonly token?: string;
  readonly spool?: string;
  readonly spoolLimit: string;
  readonly fsync: FsyncPolicy;
  readonly sessionBreak: number;
  readonly vehicle?: string;
  readonly driver?: string;
  readonly duration?: number;
  readonly json?: boolean;
};

/** `outlap record`: reads a car, a sim or a file, keeps its frames on disk and brings them to a server. */
export function recordCommand(world: World): Command {
  return new Command('record')
    .description('record a car, a sim or a file, and bring it to a server, losing nothing')
    .addOption(
      new Option('--source <kind>', 'what is recorded')
        .choices([...SOURCE_KINDS])
        .makeOptionMandatory(),
    )
    .option('--port <port>', 'obd: tcp://HOST:PORT, or a serial port (/dev/ttyUSB0, COM3)')
    .option('--baud <rate>', 'obd: speed of a serial port (default: found out)', positive)
    .option('--file <path>', 'file: the recording that is replayed')
    .option('--speed <times>', 'file, simulator: how many times as fast as it was driven', positive)
    .option('--server <address>', 'the server (default: OUTLAP_URL or http://127.0.0.1:8000)')
    .option(
      '--token <token>',
      'what the server wants to see, its INGEST_TOKEN (default: OUTLAP_TOKEN)',
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
    open: (clock) => open(world, options, spool, clock),
    isReplay: source === 'file',
    server: serverAddress(world, server),
    token: token ?? world.env['OUTLAP_TOKEN'],
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

async function open(
  world: World,
  options: Options,
  spool: string,
  clock: SourceClock,
): Promise<Source> {
  const { port, baud, file, speed, vehicle, driver } = options;
  const speeded = speed === undefined ? {} : { speed };
  switch (options.source) {
    case 'obd':
      if (!port) throw new CommandError('usage', 'obd needs --port');
      return openSource(
        'obd',
        {
          port,
          ...(baud === undefined ? {} : { baudRate: baud }),
          ...(vehicle === undefined ? {} : { vehicle }),
          ...(driver === undefined ? {} : { driver }),
          protocol: protocolMemory(join(spool, 'protocol')),
        },
        clock,
      );
    case 'iracing':
      return openSource('iracing', {}, clock);
    case 'simulator':
      return openSource('simulator', speeded, clock);
    case 'file':
      if (!file) throw new CommandError('usage', 'file needs --file');
      return openSource('file', { path: file, world, ...speeded }, clock);
  }
}

/** Spares the search for the protocol of the vehicle at the next start. */
function protocolMemory(path: string) {
  return {
    load: () =>
      readFile(path, 'utf8').then(
        (text) => text.trim() || undefined,
        () => undefined,
      ),
    store: (protocol: string) => writeFile(path, protocol).catch(() => undefined),
  };
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new CommandError('usage', `${text} is not a number above 0`);
  return value;
}
