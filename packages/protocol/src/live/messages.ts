import type { CloseReason } from './close-codes.ts';

// What crosses the live sockets. On `outlap.v1.cbor` each message is one CBOR item (RFC 8949) whose columns are typed
// arrays (RFC 8746, little-endian); on `outlap.v1.json` it is one JSON text whose columns are arrays, null for no value.

/** Subprotocols of both live sockets, the preferred one first. */
export const SUBPROTOCOLS = ['outlap.v1.cbor', 'outlap.v1.json'] as const;
export type Subprotocol = (typeof SUBPROTOCOLS)[number];

/** How the values of a channel are stored on the wire. NaN (null in JSON and in text) is a sample without a value. */
export type ColumnType = 'f32' | 'f64' | 'i8' | 'u8' | 'i16' | 'u16' | 'i32' | 'u32' | 'text';

/** A channel as a stream describes it: canonical name and unit where there are ones; values are in `unit`. */
export type LiveChannel = {
  readonly name: string;
  readonly sourceName: string;
  readonly unit: string;
  readonly sourceUnit: string;
  readonly type: ColumnType;
};

/** Channels that are always sampled at the same moments. `rateHz` null: each part brings its own moments. */
export type ChannelGroup = {
  readonly rateHz: number | null;
  readonly channels: readonly LiveChannel[];
};

/** What a stream is about. A later description of the same stream may only add groups at the end. */
export type StreamDescription = {
  /** `obd`, `iracing`, `simulator`, `file`, or the name of another source. */
  readonly source: string;
  /** Wall clock at second 0 of the stream, ISO 8601 UTC. */
  readonly startedAt: string;
  readonly driver: string | null;
  readonly vehicle: { readonly name: string | null; readonly vin?: string | null };
  readonly track: {
    readonly name: string | null;
    readonly layout: string | null;
    readonly lengthMetres: number | null;
    /** Where sectors begin as fractions of the lap, first one 0, where the source knows. */
    readonly sectorFractions?: readonly number[];
  };
  readonly groups: readonly ChannelGroup[];
};

export type TypedColumn =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array;
export type Column = TypedColumn | readonly (string | null)[];

/** Samples of one group: `count` of them from `start` on, `columns[c]` belongs to the group's c-th channel. */
export type FramePart = {
  readonly group: number;
  /** Seconds of the first sample since second 0 of the stream, by a clock that never jumps. */
  readonly start: number;
  readonly count: number;
  /** Microseconds of each sample since `start`, rising; absent where the group has a rate. */
  readonly offsets?: Uint32Array;
  readonly columns: readonly Column[];
};

/** Something that happened, kept even when telemetry has to be dropped: a trouble code, a note of the driver. */
export type StreamEvent = {
  readonly seconds: number;
  readonly kind: 'dtc' | 'note' | 'ignition' | 'link';
  readonly data: Readonly<Record<string, string | number | boolean | null>>;
};

/** A small batch of samples. `seq` counts 1, 2, 3 … in the stream without a hole. */
export type FrameInput = {
  readonly seq: number;
  /** Wall clock of the recorder when the frame was closed, milliseconds since 1970. Never a key: it may jump. */
  readonly sentAt: number;
  /** `live`: shown at once and not stored; the same `seq` follows on the durable lane. Absent: stored. */
  readonly lane?: 'live';
  readonly parts: readonly FramePart[];
  readonly events?: readonly StreamEvent[];
};

export type FrameMessage = { readonly type: 'frame' } & FrameInput;

export type Hello = {
  readonly type: 'hello';
  /** UUID, random, one a spool. */
  readonly streamId: string;
  /** UUID of the team that a new stream is shared with; whoever records is an operator of it. */
  readonly teamId?: string;
  /** `instance`: random, one a process, so that a recorder that connects again is told from a second one. */
  readonly recorder?: {
    readonly name: string;
    readonly version: string;
    readonly instance?: string;
  };
};
export type SessionMessage = {
  readonly type: 'session';
  readonly description: StreamDescription;
};
/** The frames `seq … to` will never come: the recorder had to drop them, or a power cut took them. */
export type Gap = {
  readonly type: 'gap';
  readonly seq: number;
  readonly to: number;
  readonly reason: 'dropped' | 'lost' | 'quarantined';
};
/** The drive is over; `seq` is the last one there is. */
export type End = { readonly type: 'end'; readonly seq: number };
export type Ping = { readonly type: 'ping'; readonly id: number };
/** `at`: wall clock of the answering side, milliseconds since 1970. */
export type Pong = { readonly type: 'pong'; readonly id: number; readonly at: number };
/** The recorder's answer to a request: `result` or `error`. */
export type Answer = {
  readonly type: 'answer';
  readonly id: string;
  readonly result?: unknown;
  readonly error?: { readonly code: string; readonly detail: string };
};
/** The recorder's own state, about once in five seconds. */
export type RecorderStatus = {
  readonly type: 'status';
  readonly queuedFrames: number;
  readonly oldestSeconds: number;
  readonly droppedFrames: number;
  readonly achievedHz: Readonly<Record<string, number>>;
};

/** Recorder → server on `/ws/ingest`. `hello` first, then `session`, then frames. */
export type ToIngest =
  Hello | SessionMessage | FrameMessage | Gap | End | Ping | Pong | Answer | RecorderStatus;

/** The answer to `hello`: everything up to `seq` is held; the recorder goes on behind it. */
export type Welcome = {
  readonly type: 'hello';
  readonly streamId: string;
  readonly seq: number;
  readonly sessionId: string | null;
  readonly at: number;
};
/** Everything up to `seq` is durable. `ended`: the stream is complete and closed. */
export type Ack = {
  readonly type: 'ack';
  readonly seq: number;
  readonly duplicates: number;
  readonly sessionId: string | null;
  readonly ended?: boolean;
};
/** The server has more than it can take: wait before the next backlog frame. Live frames may still be sent. */
export type SlowDown = { readonly type: 'slowDown'; readonly seconds: number };
/** Why the server will close, or, with `seq`, which frame it refuses for good. */
export type ErrorMessage = {
  readonly type: 'error';
  readonly code: CloseReason;
  readonly detail: string;
  readonly seq?: number;
};
/** A question to the car, to be answered within `timeoutSeconds`. */
export type RequestMessage = {
  readonly type: 'request';
  readonly id: string;
  readonly method: DiagnosticMethod;
  readonly timeoutSeconds: number;
};
export type DiagnosticMethod = 'pids' | 'dtc' | 'clear-dtc' | 'monitors' | 'vehicle';

/** Server → recorder on `/ws/ingest`. */
export type FromIngest = Welcome | Ack | SlowDown | ErrorMessage | RequestMessage | Ping | Pong;

/** Viewer → server on `/ws/telemetry`. `id` is the viewer's own name for a subscription. */
export type ToTelemetry =
  | {
      readonly type: 'subscribe';
      readonly id: string;
      /** A session, or `all`: every running session, with `state` messages only unless channels are named. */
      readonly sessionId: string;
      /** Canonical or source names; empty: none. Unknown names are answered as absent, not refused. */
      readonly channels: readonly string[];
      readonly rateHz: 60 | 25 | 5 | 1;
      /** Seconds of history before the live samples, 0 … 600. */
      readonly seconds?: number;
      /** After a reconnect: history begins behind this second of the session instead. */
      readonly afterSeconds?: number;
    }
  | { readonly type: 'unsubscribe'; readonly id: string }
  | Ping;

/** What is known of a running session besides its samples; sent when it changes, at most ten times a second. */
export type LiveState = {
  readonly sessionId: string;
  readonly seconds: number;
  readonly lapNumber: number | null;
  readonly lapKind: 'full' | 'out' | 'in' | 'partial' | 'stretch';
  readonly lapSeconds: number;
  /** 0 … 1 along the lap, null where there is no circuit. */
  readonly lapProgress: number | null;
  readonly sectorIndex: number | null;
  /** Times of the sectors of this lap that are complete, seconds. */
  readonly sectorSeconds: readonly number[];
  readonly lastLapSeconds: number | null;
  readonly lastLapValid: boolean | null;
  readonly bestLapSeconds: number | null;
  readonly lapCount: number;
  /** Behind (+) or ahead (−) of the reference at this place, seconds; null without reference or place. */
  readonly deltaSeconds: number | null;
  readonly predictedLapSeconds: number | null;
  readonly reference: {
    readonly lapId: string;
    readonly label: string;
    readonly seconds: number;
  } | null;
  readonly speedMps: number | null;
  readonly engineRpm: number | null;
  readonly latitude: number | null;
  readonly longitude: number | null;
};

/** How the link from the car is; sent once a second. Latency is car to server by the recorder's clock, offset removed. */
export type LinkState = {
  readonly sessionId: string;
  readonly connected: boolean;
  /** Seconds since the last frame came in. */
  readonly silentSeconds: number;
  readonly latencyMs: number | null;
  readonly framesPerSecond: number;
  readonly queuedFrames: number;
  readonly droppedFrames: number;
};

/** Samples of one subscription. `columns[c]` belongs to the c-th channel of its `session` message. */
export type ViewerFrame = {
  readonly type: 'frame';
  readonly id: string;
  /** Of which session, where the subscription is to `all`. */
  readonly sessionId?: string;
  /** Seconds of the session. History comes in frames of its own with `history: true`. */
  readonly seconds: Float64Array;
  readonly columns: readonly Column[];
  readonly history?: boolean;
  /** Wall clock of the server when the newest sample came in, and the recorder's when it was taken (server's time). */
  readonly receivedAt?: number;
  readonly takenAt?: number;
};

/** Server → viewer on `/ws/telemetry`. */
export type FromTelemetry =
  | {
      readonly type: 'session';
      readonly id: string;
      readonly sessionId: string;
      readonly live: boolean;
      readonly channels: readonly {
        readonly name: string;
        readonly label: string;
        readonly unit: string;
        readonly rateHz: number | null;
        readonly present: boolean;
      }[];
    }
  | ViewerFrame
  | { readonly type: 'state'; readonly state: LiveState }
  | { readonly type: 'link'; readonly link: LinkState }
  | {
      readonly type: 'lap';
      readonly sessionId: string;
      readonly lapId: string;
      readonly lapNumber: number;
    }
  | { readonly type: 'alert'; readonly alert: unknown }
  | { readonly type: 'end'; readonly id: string; readonly sessionId: string }
  | {
      readonly type: 'error';
      readonly id?: string;
      readonly code: CloseReason;
      readonly detail: string;
    }
  | Pong;
