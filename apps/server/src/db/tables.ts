import type { StreamDescription } from '@outlap/protocol';
import type { AlertCondition, AlertHours, AlertSeverity } from '@outlap/telemetry';
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type {
  ApiKeyTable,
  CredentialTable,
  DeviceCodeTable,
  DriverTable,
  KnownDeviceTable,
  LoginSessionTable,
  PasskeyTable,
  RefreshTokenTable,
  SigningKeyTable,
  SsoProviderTable,
  TwoFactorTable,
  VerificationTable,
} from './identity-tables.ts';

/** A jsonb column: read as a value, written as JSON text, which both drivers take the same way. */
type Json<T> = ColumnType<T, string, string>;
type Always<T> = GeneratedAlways<T>;

type SettingTable = { name: string; value: Json<unknown> };

type VehicleTable = { id: string; owner_id: string; name: string; created_at: Date };
type TrackTable = { id: string; owner_id: string; name: string; created_at: Date };

type LayoutTable = {
  id: string;
  owner_id: string;
  track_id: string;
  name: string | null;
  length_metres: number;
  sector_fractions: number[];
  gates: Json<unknown[]>;
  official_corners: Json<unknown[]>;
  outline: ColumnType<unknown, string | null, string | null>;
  corners: Json<unknown[]>;
  analysis_version: number;
  lap_count: Generated<number>;
  latitude: number | null;
  longitude: number | null;
  created_at: Date;
};

type BestLap = { id: string; number: number; timeSeconds: number };

type SessionTable = {
  id: string;
  owner_id: string;
  name: string;
  started_at: Date | null;
  imported_at: Date;
  sort_at: Always<Date>;
  duration_seconds: number;
  format: string;
  format_version: number | null;
  file_name: string;
  file_bytes: number;
  content_hash: string;
  /** Null for a session that was recorded live: its lap files are the recording. */
  recording_key: string | null;
  companion_key: string | null;
  mapping: ColumnType<unknown, string | null, string | null>;
  driver: string | null;
  vehicle_id: string | null;
  track_id: string | null;
  layout_id: string | null;
  lap_count: number;
  valid_lap_count: number;
  best_lap: ColumnType<BestLap | null, string | null, string | null>;
  demo: Generated<boolean>;
  notes: Generated<string>;
  /** Names a person gave, which a new analysis of the recording leaves alone. */
  edited: ColumnType<Record<string, true>, string | undefined, string>;
  channels: Json<unknown[]>;
  theoretical_best: ColumnType<unknown, string | null, string | null>;
  consistency: ColumnType<unknown, string | null, string | null>;
  report: Json<unknown>;
  analysis_version: number;
  lap_split_method: string;
  search_words: string;
  search: Always<string>;
  state: Generated<'live' | 'done'>;
  vehicle_key: Always<string>;
  reference_lap_id: Generated<string | null>;
  samples_removed_at: Generated<Date | null>;
  team_id: Generated<string | null>;
};

type StreamTakenTable = {
  stream_id: string;
  taken_seq: number;
  taken_at: Date;
};

type ObjectVerdictTable = {
  key: string;
  clean: boolean;
  verdict: string;
  told_at: Date;
};

type StreamTable = {
  id: string;
  owner_id: string;
  session_id: string | null;
  state: 'open' | 'ended';
  description: Json<StreamDescription>;
  recorder: Json<unknown>;
  received_seq: Generated<number>;
  received_seconds: Generated<number>;
  duplicate_count: Generated<number>;
  missing_count: Generated<number>;
  sealed_seconds: Generated<number>;
  sealed_laps: Generated<number>;
  created_at: Date;
  last_frame_at: Date;
  ended_at: Generated<Date | null>;
  watcher: Generated<string | null>;
  watcher_until: Generated<Date | null>;
  tail_seconds: Generated<number | null>;
  team_id: Generated<string | null>;
};

type FrameTable = {
  stream_id: string;
  first_seq: number;
  last_seq: number;
  start_seconds: number;
  end_seconds: number;
  bytes: Uint8Array;
};

type StreamEventTable = {
  stream_id: string;
  seq: number;
  position: number;
  seconds: number;
  kind: string;
  data: Json<unknown>;
};

type RollupTable = {
  session_id: string;
  lap_id: string;
  channel: string;
  start_second: number;
  seconds: number;
  bytes: Uint8Array;
};

type LapTable = {
  id: string;
  owner_id: string;
  session_id: string;
  layout_id: string | null;
  vehicle_id: string | null;
  driver: string;
  driven_at: Date;
  layout_key: Always<string>;
  vehicle_key: Always<string>;
  invalid: Always<boolean>;
  number: number;
  kind: string;
  valid: boolean;
  invalid_reasons: string[];
  start_seconds: number;
  end_seconds: number;
  time_seconds: number;
  time_source: string;
  distance_metres: number | null;
  sector_seconds: number[];
  file_bytes: number;
};

export type ImportTable = {
  id: string;
  owner_id: string;
  file_name: string;
  file_bytes: number;
  content_hash: string;
  recording_key: string;
  companion_key: string | null;
  mapping: ColumnType<unknown, string | null, string | null>;
  demo: Generated<boolean>;
  state: string;
  progress: Generated<number>;
  attempts: Generated<number>;
  session_id: string | null;
  duplicate: Generated<boolean>;
  error_code: string | null;
  error_detail: string | null;
  created_at: Date;
  finished_at: Date | null;
};

export type DiagnosticLogTable = {
  id: string;
  owner_id: string;
  session_id: string | null;
  actor_id: string;
  at: Date;
  action: string;
  outcome: string;
  detail: Generated<string>;
  vin: string | null;
  codes_before: Json<unknown[]>;
};

export type SyncItemTable = {
  session_id: string;
  state: 'sending' | 'sent' | 'failed' | 'duplicate';
  row_version: string;
  manifest_hash: string | null;
  lap_count: Generated<number>;
  total_bytes: Generated<number>;
  sent_bytes: Generated<number>;
  attempts: Generated<number>;
  error_code: string | null;
  error_detail: string | null;
  next_try_at: Date | null;
  digest: string | null;
  sent_at: Date | null;
};

type SyncReceivedTable = {
  session_id: string;
  owner_id: string;
  manifest_hash: string;
  manifest: ColumnType<unknown, string | null, string | null>;
  received_at: Date;
  completed_at: Date | null;
};

type SyncObjectTable = {
  sha256: string;
  bytes: number;
  proven: Generated<boolean>;
  wanted_at: Date;
};

type ObjectHashTable = { key: string; bytes: number; modified_at: Date; sha256: string };

export type AlertRuleTable = {
  id: string;
  owner_id: string;
  vehicle_id: string | null;
  session_id: string | null;
  name: string;
  severity: AlertSeverity;
  enabled: boolean;
  condition: Json<AlertCondition>;
  minimum_seconds: number;
  cooldown_seconds: number;
  hours: ColumnType<AlertHours | null, string | null, string | null>;
  mail: boolean;
  mail_to: string[];
  webhook_url: string | null;
  browser: boolean;
  version: Generated<number>;
  created_at: Date;
  team_id: Generated<string | null>;
};

export type AlertTable = {
  id: string;
  owner_id: string;
  rule_id: string | null;
  rule_version: number;
  stream_id: string;
  session_id: string;
  vehicle_id: string | null;
  rule_name: string;
  words: string;
  severity: AlertSeverity;
  browser: boolean;
  channel: string | null;
  unit: string;
  value: number | null;
  peak: number | null;
  count: Generated<number>;
  late: boolean;
  historical: boolean;
  started_seconds: number;
  ended_seconds: number | null;
  started_at: Date;
  ended_at: Date | null;
  acknowledged_at: Date | null;
  acknowledged_by: string | null;
  snoozed_until: Date | null;
  created_at: Date;
};

type OutboxTable = {
  id: string;
  owner_id: string;
  kind: 'mail' | 'webhook';
  state: 'waiting' | 'sent' | 'kept' | 'failed';
  recipient: string;
  /** Alerts as they were when they started, oldest first. */
  payload: Json<unknown[]>;
  count: Generated<number>;
  burst_key: string | null;
  collecting: Generated<boolean>;
  attempts: Generated<number>;
  next_attempt_at: Date;
  error: string | null;
  created_at: Date;
  sent_at: Date | null;
  /** Of the request that it comes from. */
  request_id: string | null;
};

export type TeamRole = 'viewer' | 'operator' | 'admin';

type TeamTable = {
  id: string;
  name: string;
  created_at: Date;
  require_second_factor: Generated<boolean>;
  allowed_addresses: Generated<string[]>;
  deleted_at: Generated<Date | null>;
};

type TeamMemberTable = {
  team_id: string;
  user_id: string;
  role: TeamRole;
  joined_at: Date;
  via: 'founded' | 'invitation' | 'account' | 'sso';
};

type TeamInvitationTable = {
  id: string;
  team_id: string;
  email: string | null;
  role: TeamRole;
  token_hash: string;
  invited_by: string;
  created_at: Date;
  expires_at: Date;
  accepted_at: Generated<Date | null>;
  revoked_at: Generated<Date | null>;
  sign_ups: Generated<number>;
};

type ShareLinkTable = {
  id: string;
  session_id: string;
  token_hash: string;
  created_by: string;
  created_at: Date;
  expires_at: Date;
  revoked_at: Generated<Date | null>;
  last_used_at: Generated<Date | null>;
  use_count: Generated<number>;
};

type AuditEntryTable = {
  seq: number;
  at: Date;
  actor_id: string | null;
  impersonator_id: string | null;
  action: string;
  result: 'done' | 'refused' | 'failed';
  target_kind: string | null;
  target_id: string | null;
  team_id: string | null;
  address: string | null;
  user_agent: string | null;
  request_id: string | null;
  /** Canonical JSON. */
  detail: string;
  previous_hash: string;
  hash: string;
  search: Always<string>;
};

type AuditHeadTable = {
  only_one: Generated<boolean>;
  first_seq: number;
  first_previous_hash: string;
  seq: number;
  hash: string;
  signature: string;
};

type ConsentTable = {
  id: string;
  user_id: string;
  kind: string;
  version: string;
  text_hash: string;
  given_at: Date;
  ends_at: Date | null;
  withdrawn_at: Date | null;
};

type DataExportTable = {
  id: string;
  user_id: string;
  state: 'queued' | 'running' | 'done' | 'failed' | 'expired';
  progress: Generated<number>;
  bytes: number | null;
  object_key: string | null;
  attempts: Generated<number>;
  held_until: Date | null;
  created_at: Date;
  finished_at: Date | null;
  expires_at: Date | null;
};

type BackupTable = {
  id: string;
  place: string;
  name: string | null;
  state: 'running' | 'done' | 'failed';
  asked_by: 'schedule' | 'page' | 'command';
  started_at: Date;
  finished_at: Date | null;
  held_until: Date;
  phase: Generated<string>;
  progress: Generated<number>;
  bytes: number | null;
  new_bytes: number | null;
  row_count: number | null;
  object_count: number | null;
  missing_count: Generated<number>;
  identity: Generated<string>;
  error: string | null;
};

type TombstoneTable = {
  user_id: string;
  asked_at: Date;
  erased_at: Date;
  rows_removed: number;
  objects_removed: number;
};

export type Tables = {
  audit_entry: AuditEntryTable;
  audit_head: AuditHeadTable;
  consent: ConsentTable;
  data_export: DataExportTable;
  tombstone: TombstoneTable;
  backup: BackupTable;
  team: TeamTable;
  team_member: TeamMemberTable;
  team_invitation: TeamInvitationTable;
  share_link: ShareLinkTable;
  driver: DriverTable;
  login_session: LoginSessionTable;
  credential: CredentialTable;
  verification: VerificationTable;
  two_factor: TwoFactorTable;
  passkey: PasskeyTable;
  device_code: DeviceCodeTable;
  signing_key: SigningKeyTable;
  sso_provider: SsoProviderTable;
  refresh_token: RefreshTokenTable;
  api_key: ApiKeyTable;
  known_device: KnownDeviceTable;
  alert_rule: AlertRuleTable;
  alert: AlertTable;
  outbox: OutboxTable;
  setting: SettingTable;
  vehicle: VehicleTable;
  track: TrackTable;
  layout: LayoutTable;
  session: SessionTable;
  lap: LapTable;
  import: ImportTable;
  stream: StreamTable;
  stream_taken: StreamTakenTable;
  object_verdict: ObjectVerdictTable;
  frame: FrameTable;
  stream_event: StreamEventTable;
  rollup: RollupTable;
  diagnostic_log: DiagnosticLogTable;
  sync_item: SyncItemTable;
  sync_received: SyncReceivedTable;
  sync_object: SyncObjectTable;
  object_hash: ObjectHashTable;
};
