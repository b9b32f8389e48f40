-- Backups that this server made or tried to make: for the page, for metrics and for the next one. Left out of backups
-- themselves.
create table backup (
  id uuid primary key,
  -- Where it lies, without secrets, and its name there.
  place text not null,
  name text,
  -- running, done, failed
  state text not null,
  -- schedule, page, command
  asked_by text not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  -- Whoever makes it holds it until then.
  held_until timestamptz not null,
  phase text not null default 'tables',
  progress float8 not null default 0,
  bytes bigint,
  new_bytes bigint,
  row_count bigint,
  object_count integer,
  -- Objects that rows name and that were not there.
  missing_count integer not null default 0,
  -- Where accounts lie: database, or the DynamoDB table that is not in the backup.
  identity text not null default 'database',
  error text
);
create index backup_newest on backup (started_at desc, id desc);
create unique index backup_once on backup (state) where state = 'running';
