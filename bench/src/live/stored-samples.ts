import { openLapFile } from '@outlap/formats';
import { decodeFrames } from '@outlap/protocol';
import { isNumeric } from '@outlap/telemetry';
import { type Database, openEmbeddedDatabase, openPostgres } from '@outlap/server/src/db/client.ts';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import type { CarsResult } from './cars-process.ts';

const RATE_HZ = 60;

type Found = { readonly lost: number; readonly twice: number };

/** The same of all cars, in the embedded database where no address is given. The server has to be stopped. */
export async function findAll(
  { dataDir }: { readonly dataDir: string },
  databaseUrl: string,
  { streams, samplesPerFrame }: CarsResult,
): Promise<Found> {
  const database: Database =
    databaseUrl === ''
      ? await openEmbeddedDatabase(join(dataDir, 'database'))
      : openPostgres(databaseUrl, 2);
  const total = { lost: 0, twice: 0 };
  for (const stream of streams) {
    const count = stream.frames * samplesPerFrame;
    const { lost, twice } = await findSamples(database, join(dataDir, 'objects'), stream, count);
    total.lost += lost;
    total.twice += twice;
  }
  await database.close();
  return total;
}

/**
 * Which of the samples 0 … `count` − 1 of a stream are stored, by the channel that counts them: in lap files, and in the
 * frames that are in none yet. Which piece a sample belongs to is decided by its own number, so that a time at the edge
 * is rounded once for both sides; what a lap file holds of its neighbours beyond its edges is not counted.
 */
async function findSamples(
  database: Database,
  objects: string,
  stream: { readonly streamId: string; readonly sessionId: string },
  count: number,
): Promise<Found> {
  const seen = new Uint8Array(count);
  let twice = 0;
  const see = (sample: number) => {
    if (seen[sample]) twice++;
    seen[sample] = 1;
  };
  const sealed = await sealedSecondsOf(database, stream.streamId);
  for (const lap of await lapsOf(database, stream.sessionId))
    for (const sample of await samplesOfLap(join(objects, 'laps', stream.sessionId, lap)))
      see(sample);
  for (const sample of await samplesOfFrames(database, stream.streamId, sealed)) see(sample);
  return { lost: seen.filter((one) => one === 0).length, twice };
}

async function sealedSecondsOf(database: Database, id: string): Promise<number> {
  const { rows } = await database.executeSql(
    'select sealed_seconds, sealed_laps from stream where id = $1',
    [id],
  );
  const [row] = rows as { sealed_seconds: number; sealed_laps: number }[];
  return row && row.sealed_laps > 0 ? row.sealed_seconds : -Infinity;
}

async function lapsOf(database: Database, sessionId: string): Promise<string[]> {
  const { rows } = await database.executeSql('select id from lap where session_id = $1', [
    sessionId,
  ]);
  return (rows as { id: string }[]).map(({ id }) => `${id}.parquet`);
}

async function samplesOfLap(path: string): Promise<number[]> {
  const bytes = await readFile(path);
  const file = await openLapFile(
    {
      byteLength: bytes.length,
      slice: async (from, to = bytes.length) => Uint8Array.from(bytes.subarray(from, to)).buffer,
    },
    { decompress: (packed) => zstdDecompressSync(packed) },
  );
  const { lap, channels } = await file.read(['sampleCount']);
  const [channel] = channels;
  if (!channel || !isNumeric(channel.values)) return [];
  return Array.from(channel.values).filter((sample) => {
    const at = sample / RATE_HZ;
    return at >= lap.startSeconds && at < lap.endSeconds;
  });
}

/** Samples that lie behind the last lap file. */
async function samplesOfFrames(database: Database, id: string, from: number): Promise<number[]> {
  const { rows } = await database.executeSql(
    'select bytes from frame where stream_id = $1 and end_seconds >= $2 order by first_seq',
    [id, Number.isFinite(from) ? from : -1],
  );
  return (rows as { bytes: Uint8Array }[]).flatMap(({ bytes }) =>
    [...decodeFrames(bytes)].flatMap(({ parts }) =>
      parts.flatMap((part) => {
        const samples: number[] = [];
        for (let i = 0; i < part.count; i++) samples.push(part.valueAt(part.columnCount - 1, i));
        return samples.filter((sample) => sample / RATE_HZ >= from);
      }),
    ),
  );
}
