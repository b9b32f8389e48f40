import { zstdDecompressSync } from 'node:zlib';
import { openLapFile } from '@outlap/formats';
import { cutLap, type Lap, type LapData, splitLaps } from '@outlap/telemetry';
import { CommandError } from '../errors.ts';
import type { World } from '../world.ts';
import { readFileRecording } from './file-source.ts';
import { connect } from './server.ts';

/** A lap that was named on the command line, with what its source says about the layout. */
export type NamedLap = {
  readonly label: string;
  readonly data: LapData;
  readonly lengthMetres: number | null;
  readonly track: string | null;
};

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Loads `FILE#NUMBER`, `FILE` (its best valid lap) or the id of a stored lap. Throws CommandError `lap_not_found`,
 * and whatever reading the file or asking the server can end in.
 */
export async function loadLap(
  world: World,
  name: string,
  server: string | undefined,
): Promise<NamedLap> {
  const id = name.replace(/^lap:/, '');
  if (UUID.test(id)) return loadStoredLap(world, id, server);
  if (name.startsWith('lap:')) throw new CommandError('usage', `${id} is not the id of a lap`);
  const { path, number } = splitName(name);
  const recording = await readFileRecording(world, path);
  const split = splitLaps(recording);
  const lap =
    number === null ? findBest(split.laps) : split.laps.find((one) => one.number === number);
  if (!lap) {
    const numbers = split.laps.map((one) => `${one.number} (${one.kind})`).join(', ');
    throw new CommandError(
      'lap_not_found',
      number === null
        ? `${path} has no full lap; it has ${numbers}`
        : `${path} has no lap ${number}; it has ${numbers}`,
    );
  }
  return {
    label: `${path}#${lap.number}`,
    data: cutLap(recording, lap),
    lengthMetres: recording.track.lengthMetres ?? split.lengthMetres,
    track: recording.track.name,
  };
}

/** `A.ibt#3` → path and lap number; a name without a number means the best lap. */
export function splitName(name: string): { path: string; number: number | null } {
  const match = /^(.*)#(-?\d+)$/.exec(name);
  return match ? { path: match[1] ?? '', number: Number(match[2]) } : { path: name, number: null };
}

function findBest(laps: readonly Lap[]): Lap | undefined {
  const full = laps.filter((lap) => lap.kind === 'full');
  const counted = full.some((lap) => lap.valid) ? full.filter((lap) => lap.valid) : full;
  return counted.reduce<Lap | undefined>(
    (best, lap) => (best && best.timeSeconds <= lap.timeSeconds ? best : lap),
    undefined,
  );
}

async function loadStoredLap(
  world: World,
  id: string,
  address: string | undefined,
): Promise<NamedLap> {
  const server = connect(world, address);
  const { data: about } = await server.client.GET('/api/laps/{id}', { params: { path: { id } } });
  const response = await server.request(`/api/laps/${id}/file`);
  const bytes = await response.arrayBuffer();
  const file = await openLapFile(
    { byteLength: bytes.byteLength, slice: (start, end) => bytes.slice(start, end) },
    {
      decompress: (packed, length) =>
        zstdDecompressSync(packed, { maxOutputLength: Math.max(1, length) }),
    },
  );
  return {
    label: id,
    data: await file.read(),
    lengthMetres: null,
    track: about?.session.track?.name ?? null,
  };
}
