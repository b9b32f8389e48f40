import { decodeFrame, encodeFrame, type StreamDescription } from '@outlap/protocol';
import type { BusMessage } from '../src/bus/bus.ts';
import type { Deps } from '../src/deps.ts';

/** A session that is being driven, as ingest would have made it, and its frames as ingest publishes them. */
export type RunningStream = {
  readonly sessionId: string;
  readonly streamId: string;
  readonly vehicleId: string;
  readonly startedAt: Date;
  readonly publish: (frame: PublishedFrame) => void;
};

export type PublishedFrame = {
  readonly seq: number;
  /** Second of the first sample; the others follow at 10 Hz. */
  readonly start: number;
  readonly coolant: readonly number[];
  readonly lane?: 'live';
  readonly backlog?: boolean;
  /** Wall clock at which it comes in; by default as it is driven. */
  readonly receivedAt?: Date;
  /** The recorder's wall clock when it closed the frame; by default as it is driven. */
  readonly sentAt?: Date;
};

const RATE_HZ = 10;

export async function insertRunningStream(
  deps: Deps,
  startedAt: Date,
  car = 'Blue car',
): Promise<RunningStream> {
  const [sessionId, streamId, vehicleId] = [deps.newId(), deps.newId(), deps.newId()];
  const owner_id = deps.ownerId;
  const description: StreamDescription = {
    source: 'test',
    startedAt: startedAt.toISOString(),
    driver: null,
    vehicle: { name: car },
    track: { name: null, layout: null, lengthMetres: null },
    groups: [
      {
        rateHz: RATE_HZ,
        channels: [channel('speed', 'm/s'), channel('engineCoolantTemperature', '°C')],
      },
    ],
  };
  await deps.db
    .insertInto('vehicle')
    .values({
      id: vehicleId,
      owner_id,
      name: `${car} ${vehicleId.slice(-12)}`,
      created_at: startedAt,
    })
    .execute();
  await deps.db
    .insertInto('session')
    .values({
      id: sessionId,
      owner_id,
      name: 'Evening drive',
      started_at: startedAt,
      imported_at: startedAt,
      duration_seconds: 0,
      format: 'live:test',
      format_version: null,
      file_name: '',
      file_bytes: 0,
      content_hash: `stream:${streamId}`,
      recording_key: null,
      companion_key: null,
      mapping: null,
      driver: null,
      vehicle_id: vehicleId,
      track_id: null,
      layout_id: null,
      lap_count: 0,
      valid_lap_count: 0,
      best_lap: null,
      channels: '[]',
      theoretical_best: null,
      consistency: null,
      report: '{}',
      analysis_version: 1,
      lap_split_method: 'none',
      search_words: '',
      state: 'live',
    })
    .execute();
  await deps.db
    .insertInto('stream')
    .values({
      id: streamId,
      owner_id,
      session_id: sessionId,
      state: 'open',
      description: JSON.stringify(description),
      recorder: '{}',
      created_at: startedAt,
      last_frame_at: startedAt,
      ended_at: null,
    })
    .execute();
  return {
    sessionId,
    streamId,
    vehicleId,
    startedAt,
    publish: (frame) => deps.bus.publish(toMessage({ sessionId, streamId, startedAt }, frame)),
  };
}

function channel(name: string, unit: string) {
  return { name, sourceName: name, unit, sourceUnit: unit, type: 'f32' } as const;
}

function toMessage(
  stream: Pick<RunningStream, 'sessionId' | 'streamId' | 'startedAt'>,
  { seq, start, coolant, lane, backlog = false, receivedAt, sentAt }: PublishedFrame,
): BusMessage {
  const end = new Date(stream.startedAt.getTime() + (start + coolant.length / RATE_HZ) * 1000);
  const bytes = encodeFrame({
    seq,
    sentAt: (sentAt ?? end).getTime(),
    ...(lane && { lane }),
    parts: [
      {
        group: 0,
        start,
        count: coolant.length,
        columns: [new Float32Array(coolant.length).fill(50), new Float32Array(coolant)],
      },
    ],
  });
  return {
    kind: 'frame',
    sessionId: stream.sessionId,
    streamId: stream.streamId,
    frame: decodeFrame(bytes),
    receivedAt: (receivedAt ?? end).getTime(),
    clockOffsetMs: 0,
    backlog,
  };
}
