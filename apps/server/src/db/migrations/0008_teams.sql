-- Teams, their members, and who sees a session besides its driver. Drivers may live outside of this database (0007), so
-- that nothing here refers to their rows.

create table team (
  id uuid primary key,
  name text not null,
  created_at timestamptz not null,
  -- Whether members see the team's things only when they signed in with two factors.
  require_second_factor boolean not null default false,
  -- Networks that members must come from; none: from everywhere.
  allowed_addresses text[] not null default '{}',
  deleted_at timestamptz
);

create table team_member (
  team_id uuid not null references team (id) on delete cascade,
  user_id uuid not null,
  -- viewer, operator or admin.
  role text not null,
  joined_at timestamptz not null,
  -- founded, invitation, account, or sso: how one came in.
  via text not null,
  primary key (team_id, user_id)
);
create index team_member_of_driver on team_member (user_id);

create table team_invitation (
  id uuid primary key,
  team_id uuid not null references team (id) on delete cascade,
  -- Null: whoever has the link.
  email text,
  role text not null,
  token_hash text not null unique,
  invited_by uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  revoked_at timestamptz
);
create index team_invitation_of_team on team_invitation (team_id, created_at desc);

create table share_link (
  id uuid primary key,
  session_id uuid not null references session (id) on delete cascade,
  token_hash text not null unique,
  created_by uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  last_used_at timestamptz,
  use_count integer not null default 0
);
create index share_link_of_session on share_link (session_id, created_at desc);
create index share_link_of_driver on share_link (created_by);

alter table session add column team_id uuid references team (id) on delete set null;
create index session_team on session (team_id, sort_at desc, id desc) where team_id is not null;
create index session_team_live on session (team_id) where team_id is not null and state = 'live';
alter table stream add column team_id uuid references team (id) on delete set null;
create index stream_team on stream (team_id) where team_id is not null;
alter table alert_rule add column team_id uuid references team (id) on delete set null;
create index alert_rule_team on alert_rule (team_id, created_at, id) where team_id is not null;
