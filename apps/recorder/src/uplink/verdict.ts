import { type CloseReason, reasonOfClose } from '@outlap/protocol';

/** How a connection ended. */
export type Outcome =
  /** The server has the whole stream. */
  | { readonly kind: 'ended' }
  /** The upgrade was answered with a status instead. */
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly retryAfterSeconds: number | null;
      readonly detail: string;
    }
  | { readonly kind: 'closed'; readonly code: number; readonly detail: string }
  /** No connection, or one that broke off or fell silent. */
  | { readonly kind: 'broken'; readonly detail: string };

/** What is done about it. `blame`: the frame that was in flight is to be suspected. */
export type Verdict =
  | { readonly kind: 'ended' | 'deleted' }
  | { readonly kind: 'retry'; readonly detail: string }
  /** The server stops and another one is there, or soon is: at once, and it counts as no failure. */
  | { readonly kind: 'move'; readonly detail: string }
  | { readonly kind: 'wait'; readonly seconds: number; readonly detail: string }
  | { readonly kind: 'pause'; readonly detail: string }
  | { readonly kind: 'blame'; readonly tooLarge: boolean; readonly detail: string };

export const PAUSE_SECONDS = 60;

export function judge(outcome: Outcome): Verdict {
  switch (outcome.kind) {
    case 'ended':
      return { kind: 'ended' };
    case 'broken':
      return { kind: 'retry', detail: outcome.detail };
    case 'refused':
      return judgeStatus(outcome);
    case 'closed':
      return judgeClose(outcome.code, outcome.detail);
  }
}

/** Whether a token was not good, or is no more. */
export function isUnauthorized(outcome: Outcome): boolean {
  if (outcome.kind === 'refused') return outcome.status === 401;
  return outcome.kind === 'closed' && reasonOfClose(outcome.code) === 'unauthorized';
}

function judgeStatus(outcome: Extract<Outcome, { kind: 'refused' }>): Verdict {
  const { status, retryAfterSeconds, detail } = outcome;
  if (status === 401)
    return {
      kind: 'pause',
      detail: `The server does not know this recorder (${detail}). Sign it in: outlap login, or give it a key: OUTLAP_TOKEN`,
    };
  if (status === 403)
    return { kind: 'pause', detail: `The server does not let this recorder in: ${detail}` };
  if (retryAfterSeconds !== null) return { kind: 'wait', seconds: retryAfterSeconds, detail };
  if (status >= 300 && status < 500 && status !== 408 && status !== 429)
    return { kind: 'pause', detail: `This is not an Outlap server: ${detail}` };
  return { kind: 'retry', detail };
}

const PAUSING: readonly CloseReason[] = ['unauthorized', 'forbidden', 'invalid_description'];
const BLAMING: readonly CloseReason[] = ['malformed_message', 'invalid_frame', 'frame_too_large'];
/** Codes of RFC 6455 by which a server says that it could not do with a message: 1011 that it failed on it. */
const BLAMING_CODES: readonly number[] = [1002, 1003, 1007, 1009, 1011];
const TOO_LARGE = 1009;

function judgeClose(code: number, said: string): Verdict {
  const reason = reasonOfClose(code);
  const detail = `${reason ?? `code ${code}`}${said ? `: ${said}` : ''}`;
  if (reason === 'session_deleted') return { kind: 'deleted' };
  if (reason === 'restarting') return { kind: 'move', detail };
  if (reason && PAUSING.includes(reason)) return { kind: 'pause', detail };
  if ((reason && BLAMING.includes(reason)) || BLAMING_CODES.includes(code))
    return { kind: 'blame', tooLarge: reason === 'frame_too_large' || code === TOO_LARGE, detail };
  return { kind: 'retry', detail };
}

const LONGEST_SECONDS = 60;

/** Back-off with full jitter: anything up to 1, 2, 4 … 60 seconds. */
export function backOffSeconds(failures: number, random: () => number): number {
  return random() * Math.min(LONGEST_SECONDS, 2 ** Math.max(0, failures - 1));
}

const MOVE_SECONDS = 0.5;

/** Enough that all recorders of a server do not knock on the next one in the same moment. */
export function moveSeconds(random: () => number): number {
  return random() * MOVE_SECONDS;
}

/** `Retry-After` as seconds: a number, or a date by this machine's clock. Null where it is neither. */
export function parseRetryAfter(header: string | undefined, wall: number): number | null {
  if (header === undefined) return null;
  if (/^\s*\d+\s*$/.test(header)) return Math.min(3600, Number(header));
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.min(3600, Math.max(0, (at - wall) / 1000));
}
