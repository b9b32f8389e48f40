import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { CommandError } from '../errors.ts';
import { openSource, SOURCE_KINDS, type SourceKind } from '../sources/open-source.ts';
import {
  type CircuitName,
  CIRCUITS,
  type SimulatorOptions,
} from '../sources/simulator/open-simulator.ts';
import type { Source, SourceClock } from '../sources/source.ts';
import type { World } from '../world.ts';

/** What a person says about the source of a recording. */
export type GivenSource = {
  readonly source: SourceKind;
  readonly port?: string;
  readonly baud?: number;
  readonly file?: string;
  readonly loop?: boolean;
  readonly speed?: number;
  readonly circuit?: CircuitName;
  readonly road?: boolean;
  readonly seed?: number;
  readonly channels?: 'standard' | number;
  readonly laps?: number;
  readonly vehicle?: string;
  readonly driver?: string;
};

const SOURCES_OF = {
  port: ['obd'],
  baud: ['obd'],
  file: ['file'],
  loop: ['file'],
  speed: ['file', 'simulator'],
  circuit: ['simulator'],
  road: ['simulator'],
  seed: ['simulator'],
  channels: ['simulator'],
  laps: ['simulator'],
} as const satisfies Partial<Record<keyof GivenSource, readonly SourceKind[]>>;

/** What has no meaning on a road. */
const OF_A_CIRCUIT = ['circuit', 'channels', 'laps'] as const;
const MOST_CHANNELS = 2000;

export function addSourceOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--source <kind>', 'what is recorded')
        .choices([...SOURCE_KINDS])
        .makeOptionMandatory(),
    )
    .option('--port <port>', 'obd: tcp://HOST:PORT, or a serial port (/dev/ttyUSB0, COM3)')
    .option('--baud <rate>', 'obd: speed of a serial port (default: found out)', positive)
    .option('--file <path>', 'file: the recording that is replayed')
    .option('--loop', 'file: from the beginning again at the end, for ever')
    .option('--speed <times>', 'file, simulator: how many times as fast as it was driven', positive)
    .addOption(new Option('--circuit <name>', 'simulator: where').choices(Object.keys(CIRCUITS)))
    .option('--road', 'simulator: on the road instead of a circuit')
    .option('--seed <number>', 'simulator: the same seed drives the same (default: 1)', whole)
    .option(
      '--channels <number>',
      `simulator: 1 to ${MOST_CHANNELS}, or standard: those of a usual sim (default: standard)`,
      channels,
    )
    .option('--laps <number>', 'simulator: timed laps and an in lap (default: no end)', whole);
}

/** Throws CommandError where an option is missing, or means nothing to this source. */
export function checkSource(given: GivenSource): void {
  const { source } = given;
  for (const [name, sources] of Object.entries(SOURCES_OF)) {
    if (given[name as keyof typeof SOURCES_OF] === undefined) continue;
    if (!(sources as readonly SourceKind[]).includes(source))
      throw new CommandError('usage', `${source} has no --${name}, only ${sources.join(' and ')}`);
  }
  if (source === 'obd' && !given.port) throw new CommandError('usage', 'obd needs --port');
  if (source === 'file' && !given.file) throw new CommandError('usage', 'file needs --file');
  const unfit = given.road && OF_A_CIRCUIT.find((name) => given[name] !== undefined);
  if (unfit) throw new CommandError('usage', `--${unfit} has no meaning on a --road`);
}

/** Opens what `checkSource` has found good; the spool is where an adapter's protocol is remembered. */
export function openGiven(
  world: World,
  given: GivenSource,
  spool: string,
  clock: SourceClock,
): Promise<Source> {
  const { port = '', baud, file = '', loop, speed, vehicle, driver } = given;
  switch (given.source) {
    case 'obd':
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
      return openSource('simulator', toSimulatorOptions(given), clock);
    case 'file': {
      const pace = { ...(loop ? { loop } : {}), ...(speed === undefined ? {} : { speed }) };
      return openSource('file', { path: file, world, ...pace }, clock);
    }
  }
}

function toSimulatorOptions(given: GivenSource): SimulatorOptions {
  const { circuit, road, seed, channels: count, laps, speed } = given;
  return {
    ...(circuit === undefined ? {} : { circuit }),
    ...(road === undefined ? {} : { road }),
    ...(seed === undefined ? {} : { seed }),
    ...(count === undefined ? {} : { channels: count }),
    ...(laps === undefined ? {} : { laps }),
    ...(speed === undefined ? {} : { speed }),
  };
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

export function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new CommandError('usage', `${text} is not a number above 0`);
  return value;
}

function whole(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new CommandError('usage', `${text} is not a whole number from 1`);
  return value;
}

function channels(text: string): 'standard' | number {
  if (text === 'standard') return text;
  const count = whole(text);
  if (count > MOST_CHANNELS)
    throw new CommandError('usage', `A simulated car has at most ${MOST_CHANNELS} channels`);
  return count;
}
