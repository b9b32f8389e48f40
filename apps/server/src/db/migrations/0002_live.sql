-- Live recording: streams of frames that become sessions with laps. A session of a stream has no recording file: its lap
-- files are what was recorded, and `content_hash` holds `stream:<id>`.

alter table session alter column recording_key drop not null;
alter table session add column state text not null default 'done';
alter table session add column vehicle_key uuid not null generated always as (coalesce(vehicle_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)) stored;
-- The lap that live delta and prediction are against; null: the best there is.
alter table session add column reference_lap_id uuid;
-- 'kept', or when the samples of its laps were removed by the retention policy.
alter table session add column samples_removed_at timestamptz;
create index session_live on session (owner_id, state) where state = 'live';

create table stream (
  id uuid primary key,
  owner_id uuid not null,
  session_id uuid references session (id) on delete set null,
  -- open: frames may come; ended: the recorder said so, or it was silent for too long. A late frame opens it again.
  state text not null,
  description jsonb not null,
  recorder jsonb not null,
  -- Highest contiguous seq that is durable.
  received_seq bigint not null default 0,
  received_seconds float8 not null default 0,
  duplicate_count bigint not null default 0,
  missing_count bigint not null default 0,
  -- Frames that lie wholly before this second are in lap files.
  sealed_seconds float8 not null default 0,
  sealed_laps integer not null default 0,
  created_at timestamptz not null,
  last_frame_at timestamptz not null,
  ended_at timestamptz
);
create unique index stream_session on stream (session_id);
create index stream_open on stream (last_frame_at) where state = 'open';

-- What came in and is not yet in a lap file: one row for what a stream brought between two commits, as a CBOR sequence
-- of frames. The key and the compare-and-set of stream.received_seq make that each frame is there once.
create table frame (
  stream_id uuid not null references stream (id) on delete cascade,
  first_seq bigint not null,
  last_seq bigint not null,
  start_seconds float8 not null,
  end_seconds float8 not null,
  bytes bytea not null,
  primary key (stream_id, first_seq)
);
-- Telemetry in floats hardly compresses by the database's own method, which would take more time than all the rest.
alter table frame alter column bytes set storage external;

-- Things that happened on the way: trouble codes, notes, ignition, gaps that the recorder reported.
create table stream_event (
  stream_id uuid not null references stream (id) on delete cascade,
  seq bigint not null,
  position integer not null,
  seconds float8 not null,
  kind text not null,
  data jsonb not null,
  primary key (stream_id, seq, position)
);

-- Long drives at one value a second and channel: mean, least, greatest as float4 little-endian triples.
create table rollup (
  session_id uuid not null references session (id) on delete cascade,
  lap_id uuid not null,
  channel text not null,
  start_second integer not null,
  seconds integer not null,
  bytes bytea not null,
  primary key (session_id, channel, start_second)
);
create index rollup_lap on rollup (lap_id);
