import type { StreamDescription } from '@outlap/protocol';
import type { AlertCondition, AlertHours, AlertSeverity } from '@outlap/telemetry';
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

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
};

export type Tables = {
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
  frame: FrameTable;
  stream_event: StreamEventTable;
  rollup: RollupTable;
  diagnostic_log: DiagnosticLogTable;
  sync_item: SyncItemTable;
  sync_received: SyncReceivedTable;
  sync_object: SyncObjectTable;
  object_hash: ObjectHashTable;
};
