import { decodeFrames } from '@outlap/protocol';
import type { Deps } from '../src/deps.ts';

/** Numbers of the frames of a stream that the database holds, in the order of their rows. */
export async function storedSeqs({ db }: Pick<Deps, 'db'>, streamId: string): Promise<number[]> {
  const rows = await db
    .selectFrom('frame')
    .select('bytes')
    .where('stream_id', '=', streamId)
    .orderBy('first_seq')
    .execute();
  return rows.flatMap(({ bytes }) => [...decodeFrames(bytes)].map(({ seq }) => seq));
}
