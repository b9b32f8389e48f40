-- Alert rules, what they found, and what still has to be sent because of it.

create table alert_rule (
  id uuid primary key,
  owner_id uuid not null,
  -- At most one of both; none: every car of the team.
  vehicle_id uuid references vehicle (id) on delete cascade,
  session_id uuid references session (id) on delete cascade,
  name text not null,
  severity text not null,
  enabled boolean not null,
  condition jsonb not null,
  minimum_seconds float8 not null,
  cooldown_seconds float8 not null,
  hours jsonb,
  mail boolean not null,
  -- Empty: the addresses of ALERT_MAIL_TO.
  mail_to text[] not null,
  webhook_url text,
  browser boolean not null,
  -- Counts edits: evaluation begins anew with each.
  version integer not null default 1,
  created_at timestamptz not null
);
create index alert_rule_owner on alert_rule (owner_id, created_at, id);

create table alert (
  id uuid primary key,
  owner_id uuid not null,
  rule_id uuid references alert_rule (id) on delete set null,
  rule_version integer not null,
  stream_id uuid not null,
  session_id uuid not null references session (id) on delete cascade,
  vehicle_id uuid references vehicle (id) on delete set null,
  -- The rule as it was.
  rule_name text not null,
  words text not null,
  severity text not null,
  browser boolean not null,
  channel text,
  unit text not null,
  value float8,
  peak float8,
  count integer not null default 1,
  -- Found in a backlog, by an evaluation of its own.
  late boolean not null,
  -- Its reading was too old to tell anybody.
  historical boolean not null,
  started_seconds float8 not null,
  ended_seconds float8,
  started_at timestamptz not null,
  ended_at timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by uuid,
  snoozed_until timestamptz,
  created_at timestamptz not null
);
-- However often a stretch of a stream is evaluated, an alert is stored once.
create unique index alert_start on alert (stream_id, rule_id, started_seconds);
create index alert_newest on alert (owner_id, started_at desc, id desc);
create index alert_session on alert (session_id, started_at desc);
create index alert_open on alert (stream_id) where ended_at is null;
create index alert_snoozed on alert (rule_id, snoozed_until) where snoozed_until is not null;

-- What is to be sent: written in the transaction of what it tells of, sent at least once.
create table outbox (
  id uuid primary key,
  owner_id uuid not null,
  kind text not null,
  -- waiting: to be sent at next_attempt_at; sent; kept: there is no mail server; failed: given up.
  state text not null,
  recipient text not null,
  payload jsonb not null,
  count integer not null default 1,
  -- While it collects, what has the same key joins it instead of becoming a message of its own.
  burst_key text,
  collecting boolean not null default false,
  attempts integer not null default 0,
  next_attempt_at timestamptz not null,
  error text,
  created_at timestamptz not null,
  sent_at timestamptz
);
create unique index outbox_burst on outbox (burst_key) where collecting;
create index outbox_sent_burst on outbox (burst_key, sent_at desc) where burst_key is not null;
create index outbox_due on outbox (next_attempt_at) where state = 'waiting';
create index outbox_newest on outbox (owner_id, created_at desc, id desc);
