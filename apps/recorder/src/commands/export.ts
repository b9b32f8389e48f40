import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { zstdCompressSync } from 'node:zlib';
import { Command, Option } from 'commander';
import {
  EXPORT_FORMATS,
  type ExportedFile,
  type ExportFormat,
  exportRecording,
} from '@outlap/formats';
import { cutLap, type JoinedLaps, joinLaps, type Recording, splitLaps } from '@outlap/telemetry';
import { CommandError } from '../errors.ts';
import { readFileRecording, refusalOf } from '../files/file-source.ts';
import { splitName } from '../files/lap-reference.ts';
import { connect } from '../files/server.ts';
import { withProgress } from '../terminal/progress.ts';
import type { World } from '../world.ts';

type Options = {
  readonly format: ExportFormat;
  readonly out: string;
  readonly channels?: string;
  readonly force?: boolean;
  readonly server?: string;
};

/** `outlap export FILE[#LAP]` or the id of a stored session or lap: the same data as a file of another format. */
export function exportCommand(world: World): Command {
  return new Command('export')
    .description(
      'write a recording, one lap of it (FILE#LAP), or a stored lap or session (lap:ID, session:ID) as another format',
    )
    .argument('<what>', 'FILE, FILE#LAP, lap:ID or session:ID')
    .addOption(
      new Option('--format <format>', 'what to write').choices(EXPORT_FORMATS).default('csv'),
    )
    .option('--out <folder>', 'the folder for the files', '.')
    .option('--channels <names>', 'only these channels, separated by commas')
    .option('--force', 'replace files that are there already')
    .option(
      '--server <address>',
      'where stored laps are (default: OUTLAP_URL or http://127.0.0.1:8000)',
    )
    .action(async (what: string, options: Options) => {
      const stored = /^(lap|session):(.+)$/.exec(what);
      const written = stored
        ? await exportStored(
            world,
            stored[1] === 'lap' ? 'lap' : 'session',
            stored[2] ?? '',
            options,
          )
        : await exportFile(world, what, options);
      for (const path of written) world.stdout.write(`${path}\n`);
    });
}

async function exportFile(world: World, what: string, options: Options): Promise<string[]> {
  const { path, number } = splitName(what);
  const whole = await readFileRecording(world, path);
  const { recording, laps } =
    number === null
      ? { recording: whole, laps: splitLaps(whole).laps }
      : oneLap(whole, path, number);
  const name = basename(path, extname(path));
  const stem = number === null ? name : `${name}-lap-${number}`;
  const names = options.channels?.split(',').map((channel) => channel.trim());
  try {
    const files = exportRecording(recording, laps, options.format, {
      stem,
      compress: zstdCompressSync,
      ...(names && { channels: names }),
    });
    const written: string[] = [];
    for (const file of files) written.push(await writeFile(world, file, options));
    return written;
  } catch (error) {
    throw refusalOf(path, error) ?? error;
  }
}

function oneLap(recording: Recording, path: string, number: number): JoinedLaps {
  const { laps } = splitLaps(recording);
  const lap = laps.find((one) => one.number === number);
  if (!lap) {
    throw new CommandError(
      'lap_not_found',
      `${path} has no lap ${number}; it has ${laps.map((one) => one.number).join(', ')}`,
    );
  }
  return joinLaps([cutLap(recording, lap)], recording);
}

async function exportStored(
  world: World,
  kind: 'lap' | 'session',
  id: string,
  options: Options,
): Promise<string[]> {
  const server = connect(world, options.server);
  const channels = options.channels?.split(',').map((channel) => channel.trim());
  const body = {
    format: options.format,
    channels,
    ...(kind === 'lap' ? { lapIds: [id] } : { sessionId: id }),
  };
  return withProgress(world, `Exporting ${id}`, async () => {
    const response = await server.request('/api/export', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const name = /filename="([^"/\\]+)"/.exec(
      response.headers.get('content-disposition') ?? '',
    )?.[1];
    const chunks = response.body ?? new ReadableStream<Uint8Array>();
    return [await writeFile(world, { name: name ?? `${id}.${options.format}`, chunks }, options)];
  });
}

type Written = Pick<ExportedFile, 'name'> & {
  readonly chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
};

async function writeFile(
  world: World,
  { name, chunks }: Written,
  { out, force }: Options,
): Promise<string> {
  const path = join(resolve(world.cwd, out), name);
  if (!force && (await stat(path).catch(() => undefined))) {
    throw new CommandError('output_not_writable', `${path} is there already`);
  }
  try {
    await pipeline(Readable.from(chunks), createWriteStream(path));
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) {
      throw new CommandError('output_not_writable', error.message, { cause: error });
    }
    throw error;
  }
  return path;
}
