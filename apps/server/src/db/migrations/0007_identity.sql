-- Who may come in. A driver is a person with an account; login sessions are those of people, not of cars.
-- Names of columns are those of the identity library in snake case; the rows are also items of a DynamoDB table
-- (src/identity/store), so that nothing here may be known to SQL alone.

create table driver (
  id uuid primary key,
  name text not null,
  email text not null unique,
  email_verified boolean not null default false,
  image text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  two_factor_enabled boolean default false,
  -- driver, moderator or owner: what one may do on the platform; roles in a team are the team's.
  role text not null default 'driver',
  phone_number text,
  locked_at timestamptz,
  locked_until timestamptz,
  locked_reason text,
  deletion_due_at timestamptz,
  -- What the pages remember of a person: units, for example. JSON.
  preferences text not null default '{}',
  -- Grows when all access tokens of a person must end at once.
  token_version integer not null default 0
);

create table login_session (
  id uuid primary key,
  user_id uuid not null references driver (id) on delete cascade,
  -- SHA-256 of what the cookie holds.
  token text not null unique,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  ip_address text,
  user_agent text,
  -- How one signed in, RFC 8176 values and ours, separated by spaces.
  amr text not null default '',
  device_name text not null default '',
  last_used_at timestamptz,
  impersonated_by uuid,
  impersonation_reason text
);
create index login_session_of_driver on login_session (user_id, expires_at);

-- A way in that belongs to a person: the password, or an account elsewhere.
create table credential (
  id uuid primary key,
  user_id uuid not null references driver (id) on delete cascade,
  account_id text not null,
  provider_id text not null,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (provider_id, account_id)
);
create index credential_of_driver on credential (user_id);

-- What waits to be shown again: links in mails, codes, half-done sign-ins.
create table verification (
  id uuid primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index verification_by_identifier on verification (identifier);
create index verification_expired on verification (expires_at);

create table two_factor (
  id uuid primary key,
  user_id uuid not null references driver (id) on delete cascade,
  secret text not null,
  backup_codes text not null,
  verified boolean default true,
  failed_verification_count integer default 0,
  locked_until timestamptz,
  -- The time step of the last code that was taken: a code works once.
  last_used_step bigint not null default 0
);
create index two_factor_of_driver on two_factor (user_id);

create table passkey (
  id uuid primary key,
  user_id uuid not null references driver (id) on delete cascade,
  name text,
  public_key text not null,
  credential_id text not null unique,
  counter bigint not null,
  device_type text not null,
  backed_up boolean not null,
  transports text,
  aaguid text,
  created_at timestamptz
);
create index passkey_of_driver on passkey (user_id);

create table device_code (
  id uuid primary key,
  device_code text not null unique,
  user_code text not null unique,
  user_id uuid references driver (id) on delete cascade,
  expires_at timestamptz not null,
  status text not null,
  last_polled_at timestamptz,
  polling_interval integer,
  client_id text,
  scope text
);

create table signing_key (
  id uuid primary key,
  public_key text not null,
  private_key text not null,
  alg text,
  crv text,
  created_at timestamptz not null,
  expires_at timestamptz
);

create table sso_provider (
  id uuid primary key,
  issuer text not null,
  oidc_config text,
  saml_config text,
  user_id uuid not null references driver (id) on delete cascade,
  provider_id text not null unique,
  -- The team whose members come this way.
  organization_id uuid,
  domain text not null,
  domain_verified boolean not null default false
);
create index sso_provider_by_domain on sso_provider (domain);

create table refresh_token (
  id uuid primary key,
  token_hash text not null unique,
  -- All tokens that came from one sign-in.
  family_id uuid not null,
  login_session_id uuid not null references login_session (id) on delete cascade,
  user_id uuid not null references driver (id) on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  revoked_at timestamptz
);
create index refresh_token_of_family on refresh_token (family_id);
create index refresh_token_of_login_session on refresh_token (login_session_id);

create table api_key (
  id uuid primary key,
  key_hash text not null unique,
  -- The first characters, to know it by.
  prefix text not null,
  name text not null,
  user_id uuid not null references driver (id) on delete cascade,
  -- Separated by spaces.
  scopes text not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  last_used_at timestamptz,
  last_used_address text,
  revoked_at timestamptz
);
create index api_key_of_driver on api_key (user_id, created_at);

-- Browsers and programs a person signed in from before.
create table known_device (
  id uuid primary key,
  user_id uuid not null references driver (id) on delete cascade,
  token_hash text not null unique,
  name text not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null
);
create index known_device_of_driver on known_device (user_id);
