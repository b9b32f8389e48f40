import type {
  ChannelGroup,
  CloseReason,
  Frame,
  FromIngest,
  StreamDescription,
} from '@outlap/protocol';

/** The recorder's end of a stream, however it is connected. */
export type Peer = {
  /** Tells processes of a recorder apart: a new one takes over only when the old one is gone. */
  readonly instance: () => string;
  readonly send: (message: FromIngest) => void;
  readonly close: (reason: CloseReason, detail: string, seq?: number) => void;
};

/** A stream as this process knows it while its recorder is connected here, or its frames wait. */
export type StreamState = {
  readonly id: string;
  readonly ownerId: string;
  /** The team that the session is shared with when it begins. */
  teamId: string | null;
  sessionId: string | null;
  description: StreamDescription | null;
  groups: readonly ChannelGroup[];
  /** Highest contiguous seq that was taken in, and that is durable. */
  acceptedSeq: number;
  durableSeq: number;
  /** The server's time of the newest durable sample, milliseconds since 1970; 0 before the first. */
  durableAtMs: number;
  /** Highest seq that was shown live ahead of its turn. */
  liveSeq: number;
  /** Frames that came before their turn. */
  readonly held: Map<number, Frame>;
  heldBytes: number;
  duplicates: number;
  /** Duplicates that the next commit has to count. */
  uncountedDuplicates: number;
  peer: Peer | null;
  /** Recorder's clock minus ours, milliseconds; null before the first pong. */
  clockOffsetMs: number | null;
  startedAtMs: number;
  /** Last seq there is, once the recorder said so. */
  endSeq: number | null;
  /** Closed before; its next frame opens it again. */
  ended: boolean;
  framesThisSecond: number;
  lastFrameAt: number;
  latencyMs: number | null;
  queuedFrames: number;
  droppedFrames: number;
};

type Known = {
  readonly session_id: string | null;
  readonly description: StreamDescription;
  readonly received_seq: number;
  readonly duplicate_count: number;
  readonly state: string;
};

export function newStreamState(id: string, ownerId: string, row: Known | undefined): StreamState {
  const state: StreamState = {
    id,
    ownerId,
    teamId: null,
    sessionId: null,
    description: null,
    groups: [],
    acceptedSeq: 0,
    durableSeq: 0,
    durableAtMs: 0,
    liveSeq: 0,
    held: new Map(),
    heldBytes: 0,
    duplicates: 0,
    uncountedDuplicates: 0,
    peer: null,
    clockOffsetMs: null,
    startedAtMs: 0,
    endSeq: null,
    ended: false,
    framesThisSecond: 0,
    lastFrameAt: 0,
    latencyMs: null,
    queuedFrames: 0,
    droppedFrames: 0,
  };
  if (!row) return state;
  return {
    ...state,
    sessionId: row.session_id,
    description: row.description,
    groups: row.description.groups,
    acceptedSeq: row.received_seq,
    durableSeq: row.received_seq,
    duplicates: row.duplicate_count,
    startedAtMs: Date.parse(row.description.startedAt),
    ended: row.state === 'ended',
  };
}
