-- What was done by whom, for ever as it was written; and what people are owed: their data, and its removal.

-- Each row holds the hash of the one before, so that a change, a removal or another order shows. `detail` is text, not
-- jsonb, because the hash covers its bytes; times have the milliseconds that the hash covers, and no more.
create table audit_entry (
  seq bigint primary key,
  at timestamptz(3) not null,
  actor_id uuid,
  impersonator_id uuid,
  action text not null,
  result text not null,
  target_kind text,
  target_id text,
  team_id uuid,
  address text,
  user_agent text,
  request_id text,
  detail text not null,
  previous_hash text not null,
  hash text not null,
  search tsvector not null generated always as (to_tsvector('simple'::regconfig, translate(action || ' ' || coalesce(target_kind, '') || ' ' || coalesce(user_agent, '') || ' ' || detail, './_-:,;"{}()[]', '               '))) stored
);
create index audit_of_actor on audit_entry (actor_id, seq desc);
create index audit_of_impersonator on audit_entry (impersonator_id, seq desc) where impersonator_id is not null;
create index audit_of_action on audit_entry (action text_pattern_ops, seq desc);
create index audit_of_result on audit_entry (result, seq desc);
create index audit_of_target on audit_entry (target_id, seq desc);
create index audit_of_team on audit_entry (team_id, seq desc) where team_id is not null;
create index audit_of_address on audit_entry (address, seq desc);
create index audit_by_time on audit_entry (at, seq);
create index audit_search on audit_entry using gin (search);

-- The one way out is `outlap-server audit prune`, which moves the beginning of the chain and says so in it.
create function refuse_audit_change() returns trigger language plpgsql as $$ begin if tg_op = 'DELETE' and current_setting('outlap.audit_prune', true) = 'on' then return old; end if; raise exception 'The audit log is append-only'; end $$;
create trigger audit_entry_stays before update or delete on audit_entry for each row execute function refuse_audit_change();
create trigger audit_entry_is_not_emptied before truncate on audit_entry for each statement execute function refuse_audit_change();

-- Beginning and end of the chain, signed with a key that is not in the database. Appending locks this row.
create table audit_head (
  only_one boolean primary key default true check (only_one),
  first_seq bigint not null,
  first_previous_hash text not null,
  seq bigint not null,
  hash text not null,
  signature text not null
);

-- What a person agreed to, in which words. Withdrawn ones stay, too.
create table consent (
  id uuid primary key,
  user_id uuid not null,
  -- terms, privacy, support-access
  kind text not null,
  version text not null,
  text_hash text not null,
  given_at timestamptz not null,
  -- Where the consent is for a while.
  ends_at timestamptz,
  withdrawn_at timestamptz
);
create index consent_of_driver on consent (user_id, kind, given_at desc);

create table data_export (
  id uuid primary key,
  user_id uuid not null,
  -- queued, running, done, failed, expired
  state text not null,
  progress float8 not null default 0,
  bytes bigint,
  object_key text,
  attempts integer not null default 0,
  -- Whoever builds it holds it until then.
  held_until timestamptz,
  created_at timestamptz not null,
  finished_at timestamptz,
  expires_at timestamptz
);
create index data_export_of_driver on data_export (user_id, created_at desc);
create index data_export_open on data_export (created_at) where state in ('queued', 'running');
create unique index data_export_once on data_export (user_id) where state in ('queued', 'running');

-- Whose data were removed: what a backup brings back is removed again. The same is kept beside the database, as objects
-- under `tombstones/`.
create table tombstone (
  user_id uuid primary key,
  asked_at timestamptz not null,
  erased_at timestamptz not null,
  rows_removed integer not null,
  objects_removed integer not null
);
