-- What was done to a car by its diagnostics, and the forwarding of sessions to another server.

-- One row for each try to clear trouble codes, written before the car is asked: a crash in between leaves its trace.
create table diagnostic_log (
  id uuid primary key,
  owner_id uuid not null,
  session_id uuid references session (id) on delete set null,
  actor_id uuid not null,
  at timestamptz not null,
  action text not null,
  -- asked, done, or the code of the error.
  outcome text not null,
  detail text not null default '',
  vin text,
  codes_before jsonb not null
);
create index diagnostic_log_newest on diagnostic_log (owner_id, at desc, id desc);

-- The sending side: how far each session is. `row_version` is the version of the session's row that was sent last.
create table sync_item (
  session_id uuid primary key references session (id) on delete cascade,
  state text not null,
  row_version text not null,
  manifest_hash text,
  lap_count integer not null default 0,
  total_bytes bigint not null default 0,
  sent_bytes bigint not null default 0,
  attempts integer not null default 0,
  error_code text,
  error_detail text,
  next_try_at timestamptz,
  digest text,
  sent_at timestamptz
);
create index sync_item_state on sync_item (state);

-- The receiving side: what another server said it has. No reference to the session: it comes later.
create table sync_received (
  session_id uuid primary key,
  owner_id uuid not null,
  manifest_hash text not null,
  -- Null once it is complete.
  manifest jsonb,
  received_at timestamptz not null,
  completed_at timestamptz
);

-- Objects that may come, by their SHA-256. Their bytes lie in pieces under `sync/` until they are whole and proven.
create table sync_object (
  sha256 text primary key,
  bytes bigint not null,
  proven boolean not null default false,
  wanted_at timestamptz not null
);

-- Known hashes of stored objects, good as long as size and time of the object are the same.
create table object_hash (
  key text primary key,
  bytes bigint not null,
  modified_at timestamptz not null,
  sha256 text not null
);
