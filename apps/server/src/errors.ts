import type { FormatErrorCode } from '@outlap/formats';

/** Every error the API answers with, and its status. Codes are stable; the files' codes are those of the readers. */
export const ERRORS = {
  invalid_request: 400,
  not_found: 404,
  method_not_allowed: 405,
  unsupported_media_type: 415,
  body_too_large: 413,
  headers_too_large: 431,
  host_not_allowed: 421,
  origin_not_allowed: 403,
  internal: 500,
  unavailable: 503,

  session_not_found: 404,
  lap_not_found: 404,
  layout_not_found: 404,
  import_not_found: 404,
  cursor_invalid: 400,
  nothing_changed: 400,
  session_without_layout: 409,
  range_not_satisfiable: 416,
  channel_not_found: 400,
  object_missing: 410,

  no_file: 400,
  too_many_files: 400,
  companion_without_recording: 400,
  import_not_mappable: 409,
  import_running: 409,
  mapping_invalid: 400,
  import_crashed: 500,
  import_timed_out: 500,

  laps_not_comparable: 422,
  too_many_laps: 400,
  export_unsupported: 422,

  session_not_live: 409,
  unauthorized: 401,
  stream_not_found: 404,
  ingest_invalid: 400,
  ingest_overloaded: 503,
  too_many_requests: 429,

  alert_rule_not_found: 404,
  alert_not_found: 404,
  alert_rule_invalid: 400,
  outbox_message_not_found: 404,

  recorder_not_connected: 409,
  recorder_timed_out: 504,
  recorder_refused: 502,
  engine_running: 409,
  not_confirmed: 400,

  sync_object_missing: 409,
  sync_object_corrupt: 422,

  file_empty: 400,
  file_too_large: 413,
  format_unknown: 422,
  format_unsupported: 422,
  file_damaged: 422,
  file_truncated: 422,
  no_samples: 422,
  mapping_needed: 422,
} as const satisfies Record<string, number> & Record<FormatErrorCode, number>;

export type ErrorCode = keyof typeof ERRORS;

export class AppError extends Error {
  override name = 'AppError';
  readonly code: ErrorCode;
  constructor(code: ErrorCode, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.code = code;
  }
  get status(): number {
    return ERRORS[this.code];
  }
}
