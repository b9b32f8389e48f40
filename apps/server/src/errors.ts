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
  overloaded: 503,

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
  export_too_large: 422,
  export_busy: 503,

  session_not_live: 409,
  unauthorized: 401,
  access_token_expired: 401,
  refresh_token_invalid: 401,
  credentials_wrong: 401,
  second_factor_required: 403,
  proof_wanted: 403,
  second_factor_wrong: 401,
  second_factor_missing: 409,
  last_second_factor: 409,
  code_not_sent: 502,
  device_not_found: 404,
  sign_in_again: 401,
  forbidden: 403,
  scope_missing: 403,
  account_locked: 403,
  account_exists: 409,
  sign_up_closed: 403,
  email_not_verified: 403,
  password_refused: 422,
  link_invalid: 410,
  ticket_invalid: 410,
  address_not_allowed: 403,
  provider_unknown: 404,
  provider_refused: 401,
  provider_unreachable: 502,
  email_missing: 403,
  redirect_refused: 400,
  sso_not_available: 404,
  sso_not_found: 404,
  sso_invalid: 400,
  domain_taken: 409,
  domain_not_proven: 409,
  identity_refused: 400,
  device_code_invalid: 400,
  device_code_expired: 400,
  device_denied: 400,
  user_code_unknown: 404,
  authorization_pending: 400,
  slow_down: 400,
  user_not_found: 404,
  team_not_found: 404,
  member_not_found: 404,
  invitation_not_found: 404,
  last_admin: 409,
  key_not_found: 404,
  passkey_not_found: 404,
  login_session_not_found: 404,
  share_not_found: 404,
  data_export_not_found: 404,
  data_export_running: 409,
  data_export_gone: 410,
  consent_text_changed: 409,
  support_access_missing: 409,
  impersonated: 403,
  last_owner: 409,
  stream_not_found: 404,
  ingest_invalid: 400,
  ingest_overloaded: 503,
  too_many_requests: 429,

  backup_not_configured: 409,
  backup_running: 409,

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
  file_quarantined: 422,
  file_too_large: 413,
  format_unknown: 422,
  format_unsupported: 422,
  file_damaged: 422,
  file_truncated: 422,
  no_samples: 422,
  mapping_needed: 422,
} as const satisfies Record<string, number> & Record<FormatErrorCode, number>;

export type ErrorCode = keyof typeof ERRORS;

type AppErrorOptions = ErrorOptions & { readonly members?: Readonly<Record<string, unknown>> };

export class AppError extends Error {
  override name = 'AppError';
  readonly code: ErrorCode;
  /** Extension members of the problem document; never a secret of somebody else. */
  readonly members: Readonly<Record<string, unknown>>;
  constructor(code: ErrorCode, detail: string, options: AppErrorOptions = {}) {
    super(detail, options);
    this.code = code;
    this.members = options.members ?? {};
  }
  get status(): number {
    return ERRORS[this.code];
  }
}
