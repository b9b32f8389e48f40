import { type ChannelGroup, type StreamDescription, WireError } from '@outlap/protocol';
import { growLiveSession, openLiveSession } from '../live/verbs.ts';
import { getTeamFor } from '../../db/access.ts';
import type { Actor } from '../../deps.ts';
import type { IngestDeps, Recording } from './ingest.ts';
import type { Batch, StoreBatches } from './journal.ts';
import {
  findStream,
  insertBatches,
  insertEvents,
  insertStream,
  isForeign,
  listPositions,
  setStreamSession,
  updateDescription,
} from './queries.ts';
import type { StreamState } from './stream-state.ts';

/** The stream's row, if there is one. Throws WireError for a stream of somebody else, or one whose session was deleted. */
export async function findStreamRow(deps: IngestDeps, ownerId: string, id: string) {
  const row = await findStream(deps.db, ownerId, id);
  if (row && row.session_id === null)
    throw new WireError('session_deleted', 'The session of this stream was deleted');
  if (!row && (await isForeign(deps.db, ownerId, id)))
    throw new WireError('forbidden', 'This stream is somebody else’s');
  return row;
}

/**
 * Whose recording this is, and for which team. A stream that is there already goes on as it began. Throws AppError where
 * the recorder's driver may not record for the team.
 */
export async function toRecording(
  deps: IngestDeps,
  actor: Actor,
  { streamId, teamId }: { readonly streamId: string; readonly teamId?: string | undefined },
): Promise<Recording> {
  const { userId } = actor;
  if (teamId === undefined || (await findStream(deps.db, userId, streamId.toLowerCase())))
    return { userId };
  await getTeamFor(deps.db, actor, teamId, 'operator');
  return { userId, teamId };
}

/** Keeps what a recorder says about its stream and returns the session, which begins with it. */
export async function describeStream(
  deps: IngestDeps,
  state: StreamState,
  description: StreamDescription,
  recorder: unknown,
): Promise<string> {
  refuseOtherGroups(state, description);
  const { id, ownerId, teamId } = state;
  return deps.db.transaction().execute(async (tx) => {
    const known = await findStream(tx, ownerId, id);
    if (!known) {
      await insertStream(tx, {
        id,
        owner_id: ownerId,
        team_id: teamId,
        description,
        recorder,
        now: deps.now(),
      });
      const sessionId = await openLiveSession(deps, tx, { id, ownerId, teamId, description });
      await setStreamSession(tx, id, sessionId);
      return sessionId;
    }
    if (known.session_id === null)
      throw new WireError('session_deleted', 'The session of this stream was deleted');
    if (description.groups.length > known.description.groups.length) {
      await updateDescription(tx, id, description);
      await growLiveSession(deps, tx, known.session_id, description);
    }
    return known.session_id;
  });
}

/** Frames name groups by their place: what a group was, it stays. */
function refuseOtherGroups({ groups }: StreamState, description: StreamDescription): void {
  const same = groups.every((group, i) => isSameGroup(group, description.groups[i]));
  if (!same)
    throw new WireError(
      'invalid_description',
      'A later description of a stream may only add groups behind those it had',
    );
}

function isSameGroup(group: ChannelGroup, other: ChannelGroup | undefined): boolean {
  return (
    group.rateHz === other?.rateHz &&
    group.channels.length === other.channels.length &&
    group.channels.every(({ name, type, unit }, c) => {
      const channel = other.channels[c];
      return channel?.name === name && channel.type === type && channel.unit === unit;
    })
  );
}

/** Makes batches durable; tells apart what is stored, what the stream had already, and what does not fit it. */
export async function storeBatches(
  deps: IngestDeps,
  batches: readonly Batch[],
): ReturnType<StoreBatches> {
  const moved = await insert(deps, batches);
  const results = new Map<string, 'stored' | 'conflict' | 'deleted'>();
  for (const id of moved) results.set(id, 'stored');
  const others = batches.filter(({ streamId }) => !moved.has(streamId));
  if (others.length === 0) return results;
  const rows = await listPositions(
    deps.db,
    others.map(({ streamId }) => streamId),
  );
  const positions = new Map(rows.map((row) => [row.id, row]));
  for (const { streamId, lastSeq } of others) {
    const row = positions.get(streamId);
    if (!row || row.session_id === null) results.set(streamId, 'deleted');
    // An earlier try went through although its answer was lost.
    else results.set(streamId, row.received_seq === lastSeq ? 'stored' : 'conflict');
  }
  return results;
}

async function insert(deps: IngestDeps, batches: readonly Batch[]): Promise<Set<string>> {
  const now = deps.now();
  if (batches.every(({ events }) => events.length === 0))
    return insertBatches(deps.db, batches, now);
  return deps.db.transaction().execute(async (tx) => {
    const moved = await insertBatches(tx, batches, now);
    await insertEvents(
      tx,
      batches.filter(({ streamId }) => moved.has(streamId)),
    );
    return moved;
  });
}
