/**
 * Why a live socket was closed: the WebSocket close code of each reason (RFC 6455 §7.4; 4000–4999 are private).
 * `retry`: whether the same message may be sent again later.
 */
export const CLOSE_CODES = {
  malformed_message: { code: 4400, retry: false },
  unauthorized: { code: 4401, retry: false },
  forbidden: { code: 4403, retry: false },
  session_deleted: { code: 4410, retry: false },
  session_not_found: { code: 4404, retry: false },
  stream_in_use: { code: 4409, retry: true },
  frame_too_large: { code: 4413, retry: false },
  invalid_frame: { code: 4422, retry: false },
  invalid_description: { code: 4423, retry: false },
  corrupt: { code: 4460, retry: true },
  hello_missing: { code: 4428, retry: false },
  too_many_requests: { code: 4429, retry: true },
  too_slow: { code: 4408, retry: true },
  unavailable: { code: 4503, retry: true },
  going_away: { code: 1001, retry: true },
  /** The server stops, and has acknowledged what it took: reconnect at once, another one may be there. */
  restarting: { code: 1012, retry: true },
} as const satisfies Record<string, { code: number; retry: boolean }>;

export type CloseReason = keyof typeof CLOSE_CODES;

/** A message that is refused: the reason is what a program decides by. */
export class WireError extends Error {
  override name = 'WireError';
  readonly reason: CloseReason;
  /** The frame that is to blame, where it is known. */
  readonly seq: number | undefined;
  constructor(reason: CloseReason, detail: string, seq?: number) {
    super(detail);
    this.reason = reason;
    this.seq = seq;
  }
}

/** The reason behind a close code; undefined for the WebSocket's own ones. */
export function reasonOfClose(code: number): CloseReason | undefined {
  return (Object.keys(CLOSE_CODES) as CloseReason[]).find(
    (reason) => CLOSE_CODES[reason].code === code,
  );
}
