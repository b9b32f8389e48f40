import type { StreamDescription } from '@outlap/protocol';
import { ANALYSIS_VERSION, findCanonical } from '@outlap/telemetry';
import { type Ctx, type Deps, serverActor } from '../../deps.ts';
import { deleteObjects } from '../../objects/delete-objects.ts';
import { lapKey } from '../../objects/keys.ts';
import type { Channel } from '../../resources/lap.ts';
import { toSearchWords } from '../../resources/search-words.ts';
import { clean, cleanName, toDate } from '../analysis/verbs.ts';
import { findKnownLayouts, isSameLength, useVehicle } from '../tracks/verbs.ts';
import { insertLiveSession, markEnded, reopenStream, setChannels, type Tx } from './queries.ts';

type NewStream = {
  readonly id: string;
  readonly ownerId: string;
  readonly teamId: string | null;
  readonly description: StreamDescription;
};
type LiveDeps = Pick<Deps, 'db' | 'objects' | 'now' | 'newId' | 'log'>;
type BusDeps = LiveDeps & Pick<Deps, 'bus'>;

/** Makes the session of a stream that begins, and returns its id; `stream.session_id` is the caller's to set. */
export async function openLiveSession(
  deps: LiveDeps,
  tx: Tx,
  { id, ownerId, teamId, description }: NewStream,
): Promise<string> {
  const ctx = { ...deps, actor: serverActor(ownerId) } as Ctx;
  const sessionId = deps.newId();
  const driver = cleanName(description.driver);
  const trackName = cleanName(description.track.name);
  const vehicle = await useVehicle(ctx, tx, cleanName(description.vehicle.name));
  const place = await placeOf(ctx, tx, trackName, description);
  const name =
    [place?.trackName ?? trackName, vehicle.name].filter(Boolean).join(' · ') || 'Live drive';
  await insertLiveSession(tx, {
    id: sessionId,
    owner_id: ownerId,
    team_id: teamId,
    name,
    started_at: toDate(description.startedAt),
    imported_at: deps.now(),
    duration_seconds: 0,
    format: `live:${cleanName(description.source) ?? 'unknown'}`,
    format_version: null,
    file_name: '',
    file_bytes: 0,
    content_hash: `stream:${id}`,
    recording_key: null,
    companion_key: null,
    mapping: null,
    driver,
    vehicle_id: vehicle.id,
    track_id: place?.trackId ?? null,
    layout_id: place?.id ?? null,
    lap_count: 0,
    valid_lap_count: 0,
    best_lap: null,
    channels: JSON.stringify(toChannels(description)),
    theoretical_best: null,
    consistency: null,
    report: JSON.stringify({ rowsTotal: 0, rowsKept: 0, reasons: {}, warnings: [] }),
    analysis_version: ANALYSIS_VERSION,
    lap_split_method: 'none',
    search_words: toSearchWords(name, driver, vehicle.name, trackName).join(' '),
    state: 'live',
  });
  return sessionId;
}

/** The layout that the recorder names, where it is known; a new one comes with the first full lap. */
async function placeOf(ctx: Ctx, tx: Tx, trackName: string | null, { track }: StreamDescription) {
  if (trackName === null) return undefined;
  const known = await findKnownLayouts({ ...ctx, db: tx }, { trackName, position: null });
  const { lengthMetres } = track;
  const name = cleanName(track.layout)?.toLowerCase() ?? '';
  return known.find(
    (one) =>
      (one.name ?? '').toLowerCase() === name &&
      (lengthMetres === null || isSameLength(one.lengthMetres, lengthMetres)),
  );
}

/** The stream has learned of further channels. */
export async function growLiveSession(
  _deps: LiveDeps,
  tx: Tx,
  sessionId: string,
  description: StreamDescription,
): Promise<void> {
  await setChannels(tx, sessionId, JSON.stringify(toChannels(description)));
}

/** The drive is over: what is left of it is sealed and analysed by whoever looks after the stream. */
export async function endLiveSession(deps: BusDeps, streamId: string): Promise<void> {
  await markEnded(deps.db, streamId, deps.now());
  deps.bus.publish({ kind: 'stream-changed', sessionId: '' });
}

/** A frame came after the end: the lap that the end had cut off is open again. */
export async function reopenLiveSession(deps: BusDeps, streamId: string): Promise<void> {
  const gone = await deps.db.transaction().execute((tx) => reopenStream(tx, streamId));
  deps.bus.publish({ kind: 'stream-changed', sessionId: '' });
  await deleteObjects(deps, { keys: gone.lapIds.map((id) => lapKey(gone.sessionId, id)) });
}

function toChannels({ groups }: StreamDescription): Channel[] {
  return clean(
    groups.flatMap(({ rateHz, channels }) =>
      channels.map(({ name, sourceName, unit }) => {
        const label = findCanonical(name)?.label ?? sourceName;
        return { name, sourceName, unit, rateHz, label: label === '' ? name : label };
      }),
    ),
  );
}
