import { decodeMessage, type ToTelemetry, WireError } from '@outlap/protocol';
import { MOST_CHANNELS } from '../live/samples/verbs.ts';
import { MOST_HISTORY_SECONDS, type Wish } from './topic.ts';

export type Subscribe = Extract<ToTelemetry, { type: 'subscribe' }>;

const LARGEST_MESSAGE = 64 * 1024;
const LONGEST_ID = 100;
const LONGEST_NAME = 200;
const RATES: readonly number[] = [60, 25, 5, 1];

/** What a viewer says, its shape checked. Throws WireError. */
export function parseRequest(data: Uint8Array | string): ToTelemetry {
  if (data.length > LARGEST_MESSAGE)
    throw new WireError('frame_too_large', `A message has at most ${LARGEST_MESSAGE} bytes`);
  const message = decodeMessage(data) as ToTelemetry;
  if (message.type === 'subscribe') return checkSubscribe(message);
  if (message.type === 'unsubscribe' && isId(message.id)) return message;
  if (message.type === 'ping' && typeof message.id === 'number') return message;
  throw new WireError(
    'malformed_message',
    `A viewer cannot say ${String((message as { type: unknown }).type).slice(0, 40)}`,
  );
}

function checkSubscribe(message: Subscribe): Subscribe {
  const problem = problemOf(message);
  if (problem) throw new WireError('malformed_message', problem);
  return message;
}

function problemOf(message: Subscribe): string | undefined {
  const { id, sessionId, channels, rateHz, seconds, afterSeconds } = message as Partial<Subscribe>;
  if (!isId(id)) return `id is a text of 1 to ${LONGEST_ID} characters`;
  if (typeof sessionId !== 'string') return 'sessionId names a session, or is all';
  if (!Array.isArray(channels) || channels.length > MOST_CHANNELS || !channels.every(isName))
    return `channels is a list of at most ${MOST_CHANNELS} names`;
  if (!RATES.includes(rateHz ?? 0)) return `rateHz is one of ${RATES.join(', ')}`;
  return problemOfHistory(seconds, afterSeconds);
}

function problemOfHistory(seconds: unknown = 0, afterSeconds: unknown = 0): string | undefined {
  if (!(typeof seconds === 'number' && seconds >= 0 && seconds <= MOST_HISTORY_SECONDS))
    return `seconds is 0 to ${MOST_HISTORY_SECONDS}`;
  return Number.isFinite(afterSeconds) ? undefined : 'afterSeconds is a second of the session';
}

const isId = (id: unknown): id is string =>
  typeof id === 'string' && id.length > 0 && id.length <= LONGEST_ID;
const isName = (name: unknown): boolean =>
  typeof name === 'string' && name.length > 0 && name.length <= LONGEST_NAME;

/** The history that a subscription asks for. */
export function wishOf({ seconds = 0, afterSeconds }: Subscribe): Wish | undefined {
  if (afterSeconds !== undefined) return { afterSeconds };
  return seconds > 0 ? { lastSeconds: seconds } : undefined;
}
