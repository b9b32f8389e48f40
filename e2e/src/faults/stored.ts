import { createClient } from '@outlap/protocol';
import { openLapFile } from '@outlap/formats';
import { isNumeric, toSeconds } from '@outlap/telemetry';
import { fetchSignedIn } from '../credentials.ts';
import { zstdDecompressSync } from 'node:zlib';

/** The samples of one channel as the store has them: of all laps of a session, each sample of a lap once. */
export type Stored = { readonly seconds: Float64Array; readonly values: Float64Array };

/**
 * Reads a channel of a finished session from its lap files, by the public API. A lap file holds at most one sample of its
 * neighbours on each side; those are not counted.
 */
export async function readStored(
  address: string,
  sessionId: string,
  channel: string,
): Promise<Stored> {
  const { data: session } = await createClient(address, fetchSignedIn).GET('/api/sessions/{id}', {
    params: { path: { id: sessionId } },
  });
  if (!session) throw new Error(`There is no session ${sessionId}`);
  const seconds: number[] = [];
  const values: number[] = [];
  const laps = session.laps.toSorted((a, b) => a.startSeconds - b.startSeconds);
  for (const [index, lap] of laps.entries()) {
    const end = laps[index + 1]?.startSeconds ?? Infinity;
    const start = index === 0 ? -Infinity : lap.startSeconds;
    const column = await readColumn(address, lap.id, channel);
    for (const [i, time] of column.seconds.entries()) {
      const at = lap.startSeconds + time;
      const value = column.values[i] ?? Number.NaN;
      if (at < start || at >= end || Number.isNaN(value)) continue;
      seconds.push(at);
      values.push(value);
    }
  }
  const order = seconds.map((_, i) => i).sort((a, b) => (seconds[a] ?? 0) - (seconds[b] ?? 0));
  return {
    seconds: Float64Array.from(order, (i) => seconds[i] ?? 0),
    values: Float64Array.from(order, (i) => values[i] ?? 0),
  };
}

async function readColumn(address: string, lapId: string, channel: string): Promise<Stored> {
  const answer = await fetchSignedIn(`${address}/api/laps/${lapId}/file`);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const file = await openLapFile(
    {
      byteLength: bytes.byteLength,
      slice: async (from, to = bytes.byteLength) => bytes.slice(from, to).buffer,
    },
    { decompress: (packed) => zstdDecompressSync(packed) },
  );
  const { channels } = await file.read([channel]);
  const found = channels.find(({ name }) => name === channel);
  if (!found || !isNumeric(found.values))
    return { seconds: new Float64Array(), values: new Float64Array() };
  return { seconds: toSeconds(found.time), values: Float64Array.from(found.values) };
}
