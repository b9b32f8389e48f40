import type { Generated } from 'kysely';

export type DriverTable = {
  id: string;
  name: string;
  email: string;
  email_verified: Generated<boolean>;
  image: string | null;
  created_at: Date;
  updated_at: Date;
  two_factor_enabled: Generated<boolean | null>;
  role: Generated<string>;
  phone_number: string | null;
  locked_at: Date | null;
  locked_until: Date | null;
  locked_reason: string | null;
  deletion_due_at: Date | null;
  preferences: Generated<string>;
  token_version: Generated<number>;
};

export type LoginSessionTable = {
  id: string;
  user_id: string;
  token: string;
  expires_at: Date;
  created_at: Date;
  updated_at: Date;
  ip_address: string | null;
  user_agent: string | null;
  amr: Generated<string>;
  device_name: Generated<string>;
  last_used_at: Date | null;
  impersonated_by: string | null;
  impersonation_reason: string | null;
};

export type CredentialTable = {
  id: string;
  user_id: string;
  account_id: string;
  provider_id: string;
  access_token: string | null;
  refresh_token: string | null;
  id_token: string | null;
  access_token_expires_at: Date | null;
  refresh_token_expires_at: Date | null;
  scope: string | null;
  password: string | null;
  created_at: Date;
  updated_at: Date;
};

export type VerificationTable = {
  id: string;
  identifier: string;
  value: string;
  expires_at: Date;
  created_at: Date;
  updated_at: Date;
  user_id: Generated<string | null>;
};

export type TwoFactorTable = {
  id: string;
  user_id: string;
  secret: string;
  backup_codes: string;
  verified: Generated<boolean | null>;
  failed_verification_count: Generated<number | null>;
  locked_until: Date | null;
  last_used_step: Generated<number>;
};

export type PasskeyTable = {
  id: string;
  user_id: string;
  name: string | null;
  public_key: string;
  credential_id: string;
  counter: number;
  device_type: string;
  backed_up: boolean;
  transports: string | null;
  aaguid: string | null;
  created_at: Date | null;
};

export type DeviceCodeTable = {
  id: string;
  device_code: string;
  user_code: string;
  user_id: string | null;
  expires_at: Date;
  status: string;
  last_polled_at: Date | null;
  polling_interval: number | null;
  client_id: string | null;
  scope: string | null;
};

export type SigningKeyTable = {
  id: string;
  public_key: string;
  private_key: string;
  alg: string | null;
  crv: string | null;
  created_at: Date;
  expires_at: Date | null;
};

export type SsoProviderTable = {
  id: string;
  issuer: string;
  oidc_config: string | null;
  saml_config: string | null;
  user_id: string;
  provider_id: string;
  organization_id: string | null;
  domain: string;
  domain_verified: Generated<boolean>;
};

export type RefreshTokenTable = {
  id: string;
  token_hash: string;
  family_id: string;
  login_session_id: string;
  user_id: string;
  created_at: Date;
  expires_at: Date;
  used_at: Date | null;
  revoked_at: Date | null;
};

export type ApiKeyTable = {
  id: string;
  key_hash: string;
  prefix: string;
  name: string;
  user_id: string;
  scopes: string;
  created_at: Date;
  expires_at: Date | null;
  last_used_at: Date | null;
  last_used_address: string | null;
  revoked_at: Date | null;
};

export type KnownDeviceTable = {
  id: string;
  user_id: string;
  token_hash: string;
  name: string;
  first_seen_at: Date;
  last_seen_at: Date;
};
