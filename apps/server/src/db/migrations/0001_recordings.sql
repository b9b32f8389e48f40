-- Statements end with a semicolon at the end of a line; a migration runs in one transaction, once, on PostgreSQL
-- and on the embedded database alike. Nothing here needs an extension.

create table setting (
  name text primary key,
  value jsonb not null
);

create table vehicle (
  id uuid primary key,
  owner_id uuid not null,
  name text not null,
  created_at timestamptz not null
);
create unique index vehicle_name on vehicle (owner_id, lower(name));

create table track (
  id uuid primary key,
  owner_id uuid not null,
  name text not null,
  created_at timestamptz not null
);
create unique index track_name on track (owner_id, lower(name));

create table layout (
  id uuid primary key,
  owner_id uuid not null,
  track_id uuid not null references track (id) on delete cascade,
  name text,
  length_metres float8 not null,
  sector_fractions float8[] not null,
  gates jsonb not null,
  official_corners jsonb not null,
  outline jsonb,
  corners jsonb not null,
  analysis_version integer not null,
  lap_count integer not null default 0,
  latitude float8,
  longitude float8,
  created_at timestamptz not null
);
create index layout_track on layout (track_id);
create index layout_place on layout (owner_id, latitude, longitude);

-- What the list of sessions shows is in the row itself: no counting, no joining of laps.
create table session (
  id uuid primary key,
  owner_id uuid not null,
  name text not null,
  started_at timestamptz,
  imported_at timestamptz not null,
  sort_at timestamptz not null generated always as (coalesce(started_at, imported_at)) stored,
  duration_seconds float8 not null,
  format text not null,
  format_version float8,
  file_name text not null,
  file_bytes bigint not null,
  content_hash text not null,
  recording_key text not null,
  companion_key text,
  mapping jsonb,
  driver text,
  vehicle_id uuid references vehicle (id),
  track_id uuid references track (id),
  layout_id uuid references layout (id),
  lap_count integer not null,
  valid_lap_count integer not null,
  best_lap jsonb,
  demo boolean not null default false,
  notes text not null default '',
  edited jsonb not null default '{}',
  channels jsonb not null,
  theoretical_best jsonb,
  consistency jsonb,
  report jsonb not null,
  analysis_version integer not null,
  lap_split_method text not null,
  search_words text not null,
  search tsvector not null generated always as (to_tsvector('simple'::regconfig, search_words)) stored
);
create unique index session_content on session (owner_id, content_hash);
create index session_newest on session (owner_id, sort_at desc, id desc);
create index session_layout on session (owner_id, layout_id, sort_at desc, id desc);
create index session_track on session (owner_id, track_id, sort_at desc, id desc);
create index session_vehicle on session (owner_id, vehicle_id, sort_at desc, id desc);
create index session_driver on session (owner_id, driver, sort_at desc, id desc);
create index session_search on session using gin (search);
create index session_analysis on session (analysis_version);

-- Laps are listed fastest first per layout, valid ones before the others. The columns of the filters are repeated here
-- from the session, so that one index answers both filter and order; `driven_at` at their ends is for the filter by date,
-- which would else read the row of each lap it passes over.
create table lap (
  id uuid primary key,
  owner_id uuid not null,
  session_id uuid not null references session (id) on delete cascade,
  layout_id uuid references layout (id),
  vehicle_id uuid references vehicle (id),
  driver text not null default '',
  driven_at timestamptz not null,
  layout_key uuid not null generated always as (coalesce(layout_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)) stored,
  vehicle_key uuid not null generated always as (coalesce(vehicle_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)) stored,
  invalid boolean not null generated always as (not valid) stored,
  number integer not null,
  kind text not null,
  valid boolean not null,
  invalid_reasons text[] not null,
  start_seconds float8 not null,
  end_seconds float8 not null,
  time_seconds float8 not null,
  time_source text not null,
  distance_metres float8,
  sector_seconds float8[] not null,
  file_bytes bigint not null
);
create index lap_session on lap (session_id, number);
create index lap_fastest on lap (owner_id, layout_key, invalid, time_seconds, id, driven_at);
create index lap_personal on lap (owner_id, driver, vehicle_key, layout_key, invalid, time_seconds, id, driven_at);
create index lap_vehicle on lap (owner_id, vehicle_key, layout_key, invalid, time_seconds, id, driven_at);
create index lap_driver on lap (owner_id, driver, layout_key, invalid, time_seconds, id, driven_at);
create index lap_date on lap (owner_id, driven_at);

create table import (
  id uuid primary key,
  owner_id uuid not null,
  file_name text not null,
  file_bytes bigint not null,
  content_hash text not null,
  recording_key text not null,
  companion_key text,
  mapping jsonb,
  demo boolean not null default false,
  state text not null,
  progress float8 not null default 0,
  attempts integer not null default 0,
  session_id uuid,
  duplicate boolean not null default false,
  error_code text,
  error_detail text,
  created_at timestamptz not null,
  finished_at timestamptz
);
create index import_newest on import (owner_id, created_at desc, id desc);
create index import_content on import (owner_id, content_hash);
create index import_unfinished on import (created_at) where finished_at is null;
create index import_session on import (session_id);
