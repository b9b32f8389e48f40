import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { writeIbt } from '@outlap/formats';
import { systemClock } from '../clock.ts';
import { CommandError } from '../errors.ts';
import { serverAddress } from '../files/server.ts';
import { record, type RecordOptions } from '../recording/record.ts';
import {
  CIRCUITS,
  openSimulator,
  type SimulatorOptions,
} from '../sources/simulator/open-simulator.ts';
import { toRecording } from '../sources/simulator/simulated-recording.ts';
import type { World } from '../world.ts';
import { spoolFolder } from './record.ts';
import { addAdapterOptions, type AdapterOptions, simulateAdapter } from './simulate-adapter.ts';

type Options = AdapterOptions & {
  readonly circuit?: keyof typeof CIRCUITS;
  readonly road?: boolean;
  readonly seed: number;
  readonly cars: number;
  readonly channels?: number;
  readonly rate?: number;
  readonly laps?: number;
  readonly speed: number;
  readonly duration?: number;
  readonly out?: string;
  readonly force?: boolean;
  readonly elm327?: boolean;
  readonly server?: string;
  readonly token?: string;
  readonly spool?: string;
  readonly json?: boolean;
};

const OUT_SECONDS = 600;
const SPOOL_BYTES = 512 * 2 ** 20;

/** `outlap simulate`: drives cars that are not there, into a server, into a file, or behind an ELM327 adapter. */
export function simulateCommand(world: World): Command {
  const command = new Command('simulate')
    .description('drive simulated cars: into a server, into a file, or behind an ELM327 adapter')
    .addOption(new Option('--circuit <name>', 'where').choices(Object.keys(CIRCUITS)))
    .option('--road', 'on the road instead (the default with --elm327)')
    .option('--seed <number>', 'the same seed drives the same', whole, 1)
    .option('--cars <number>', 'how many cars', whole, 1)
    .option('--channels <number>', 'channels of each car (default: those of a usual sim)', whole)
    .option('--rate <hertz>', 'samples a second (default: 60, on the road 10)', positive)
    .option('--laps <number>', 'so many timed laps and an in lap (default: no end)', whole)
    .option('--speed <times>', 'how many times as fast as the clock', positive, 1)
    .option('--duration <seconds>', 'stop after this time', positive)
    .option('--out <file>', 'write an .ibt file instead, of --duration seconds (default: 600)')
    .option('--force', 'overwrite the file')
    .option('--server <address>', 'the server (default: OUTLAP_URL or http://127.0.0.1:8000)')
    .option('--token <token>', 'an API key (default: OUTLAP_TOKEN, or outlap login)')
    .option('--spool <folder>', 'where frames wait, a folder in it for each car')
    .option('--json', 'JSON lines');
  return addAdapterOptions(command).action(async (options: Options) => {
    if (options.out !== undefined) return writeDrive(world, options, options.out);
    const interrupted = new AbortController();
    const forget = world.onInterrupt?.(() => interrupted.abort());
    try {
      if (options.elm327)
        await simulateAdapter(world, options, toCarOptions(options), interrupted.signal);
      else await driveCars(world, options, interrupted.signal);
    } finally {
      forget?.();
    }
  });
}

function toCarOptions(options: Options, car?: number): SimulatorOptions {
  const { circuit, road, seed, channels, rate, laps, speed } = options;
  return {
    seed,
    speed,
    ...(circuit ? { circuit } : {}),
    ...(road ? { road } : {}),
    ...(car === undefined ? {} : { car }),
    ...(channels === undefined ? {} : { channels }),
    ...(rate === undefined ? {} : { rateHz: rate }),
    ...(laps === undefined ? {} : { laps }),
  };
}

async function writeDrive(world: World, options: Options, out: string): Promise<void> {
  const path = resolve(world.cwd, out);
  const started = new Date(systemClock.wall()).toISOString();
  const seconds = options.duration ?? OUT_SECONDS;
  const recording = toRecording(toCarOptions(options), seconds, started);
  await writeFile(path, writeIbt(recording), { flag: options.force ? 'w' : 'wx' }).catch(
    (cause: Error) => {
      throw new CommandError('output_not_writable', cause.message, { cause });
    },
  );
  const { durationSeconds, channels } = recording;
  const written = { file: path, durationSeconds, channels: channels.length };
  world.stdout.write(options.json ? `${JSON.stringify(written)}\n` : `${path}\n`);
}

/** Every car is a recorder of its own, with a spool of its own. */
async function driveCars(world: World, options: Options, signal: AbortSignal): Promise<void> {
  const folder = spoolFolder(world, options.spool, 'simulator');
  const server = serverAddress(world, options.server);
  const failed = new AbortController();
  const until = AbortSignal.any([signal, failed.signal]);
  const drive = async (car: number): Promise<void> => {
    const isAlone = options.cars === 1;
    const simulated = toCarOptions(options, isAlone ? undefined : car);
    const given: RecordOptions = {
      open: (clock) => Promise.resolve(openSimulator(simulated, clock)),
      // A simulated car begins at its first metre each time.
      isReplay: true,
      server,
      token: options.token,
      spool: join(folder, `car-${car}`),
      spoolLimitBytes: SPOOL_BYTES,
      fsync: 'interval',
      sessionBreakSeconds: 1,
      durationSeconds: options.duration,
      json: options.json ?? false,
      quiet: !isAlone,
    };
    const result = await record(world, given, until);
    if (options.json) world.stdout.write(`${JSON.stringify({ end: true, car, ...result })}\n`);
  };
  if (options.cars > 1 && !options.json)
    world.stderr.write(`${options.cars} cars drive into ${server}\n`);
  // The others end in order before the command does, or they would drive on with nobody to stop them.
  await Promise.all(
    Array.from({ length: options.cars }, (_, i) =>
      drive(i + 1).catch((error: unknown) => failed.abort(error)),
    ),
  );
  failed.signal.throwIfAborted();
}

function whole(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new CommandError('usage', `${text} is not a whole number from 1`);
  return value;
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new CommandError('usage', `${text} is not a number above 0`);
  return value;
}
