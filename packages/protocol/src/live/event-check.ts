import type { StreamEvent } from './messages.ts';
import { isWithinStream, LONGEST_SECONDS } from './stream-length.ts';
import { isWholeText } from './whole-text.ts';

const KINDS: Readonly<Record<StreamEvent['kind'], true>> = {
  dtc: true,
  note: true,
  ignition: true,
  link: true,
};
const MOST_EVENTS = 1000;
const MOST_ENTRIES = 50;
const LONGEST_KEY = 200;
const LONGEST_TEXT = 2000;

/** What is wrong with the events of a frame, if anything. Rows of the store are not asked: they may be older than this. */
export function problemOfEvents(events: readonly StreamEvent[]): string | undefined {
  if (events.length > MOST_EVENTS) return `A frame has at most ${MOST_EVENTS} events`;
  for (const { seconds, kind, data } of events) {
    if (!isWithinStream(seconds)) return `A stream has at most ${LONGEST_SECONDS} seconds`;
    if (!Object.hasOwn(KINDS, kind)) return 'An event is of a known kind';
    const entries = Object.entries(data);
    if (entries.length > MOST_ENTRIES) return `An event has at most ${MOST_ENTRIES} entries`;
    const isBad = entries.some(([key, value]) => !isShort(key, LONGEST_KEY) || !isFit(value));
    if (isBad)
      return `Texts of an event have at most ${LONGEST_TEXT} characters, all whole and none NUL`;
  }
  return undefined;
}

function isFit(value: unknown): boolean {
  return typeof value !== 'string' || isShort(value, LONGEST_TEXT);
}

function isShort(text: string, longest: number): boolean {
  return text.length <= longest && isWholeText(text);
}
