import type { StreamEvent, TroubleCode } from '@outlap/protocol';
import { SourceError } from '../../source.ts';
import { type Bus, isFailedRequest } from '../bus.ts';
import { troubleCodesOf } from '../trouble-codes.ts';

export type CodeState = 'stored' | 'pending' | 'permanent';

const SERVICES: Readonly<Record<CodeState, string>> = {
  stored: '03',
  pending: '07',
  permanent: '0A',
};

/** Trouble codes of all ECUs. Cars of before CAN do not answer at all where they have none. */
export async function readCodes(bus: Bus, state: CodeState): Promise<TroubleCode[]> {
  const can = bus.isCan;
  if (can === undefined)
    throw new SourceError(
      'unsupported',
      'The adapter does not tell the protocol, so the codes cannot be told from their count',
    );
  const { messages } = await bus.ask(SERVICES[state], 5);
  const codes = messages.flatMap((message) => troubleCodesOf(message, can));
  return [...new Map(codes.map((code) => [`${code.code}@${code.ecu}`, code])).values()];
}

const MOST_TRIES = 3;

type KnownCode = { readonly code: string; readonly ecu: string; readonly state: CodeState };

/** Notices trouble codes that come and go, by their count in PID 01. */
export class CodeWatch {
  #counts = '';
  readonly #known = new Map<string, KnownCode>();
  readonly #perEcu = new Map<string, number>();
  /** How often a list was asked for in vain since the codes were last read. */
  readonly #failures = new Map<CodeState, number>();
  #tries = 0;

  /** Takes byte A of PID 01 of an ECU; true where the codes are to be read again. */
  note(ecu: string, statusByte: number): boolean {
    this.#perEcu.set(ecu, statusByte);
    return [...this.#perEcu.values()].some((byte) => byte !== 0) || this.#known.size > 0
      ? this.#counts !== this.#key()
      : false;
  }

  // Codes that are counted and not listed: an answer was lost, and nothing is over yet.
  #contradicts(listed: Iterable<KnownCode>): boolean {
    if (this.#isGivenUp('stored')) return false;
    const counted = [...this.#perEcu.values()].some((byte) => (byte & 0x7f) !== 0);
    const lost = counted && ![...listed].some(({ state }) => state === 'stored');
    this.#tries = lost ? this.#tries + 1 : 0;
    return lost && this.#tries < MOST_TRIES;
  }

  #key(): string {
    return [...this.#perEcu].map(([ecu, byte]) => `${ecu}:${byte}`).join();
  }

  #isGivenUp(state: CodeState): boolean {
    return (this.#failures.get(state) ?? 0) >= MOST_TRIES;
  }

  // What was known of a list that the adapter or the car fails on is not over: it is only not asked for again.
  async #list(bus: Bus, state: CodeState): Promise<KnownCode[]> {
    if (this.#isGivenUp(state))
      return [...this.#known.values()].filter((code) => code.state === state);
    try {
      return (await readCodes(bus, state)).map(({ code, ecu }) => ({ code, ecu, state }));
    } catch (error) {
      if (isFailedRequest(error)) this.#failures.set(state, (this.#failures.get(state) ?? 0) + 1);
      throw error;
    }
  }

  /**
   * Reads stored and pending codes; an event for each that is new, has another state or is gone. Rejects where a list
   * cannot be had; after three times it is left out until the count changes.
   */
  async changes(bus: Bus, seconds: () => number): Promise<StreamEvent[]> {
    const key = this.#key();
    const now = new Map<string, KnownCode>();
    for (const state of ['pending', 'stored'] as const)
      for (const known of await this.#list(bus, state))
        now.set(`${known.code}@${known.ecu}`, known);
    if (this.#contradicts(now.values())) return [];
    this.#counts = key;
    this.#failures.clear();
    const events: StreamEvent[] = [];
    const tell = (code: string, ecu: string, state: string) =>
      events.push({ seconds: seconds(), kind: 'dtc', data: { code, state, ecu } });
    for (const [id, { code, ecu, state }] of now)
      if (this.#known.get(id)?.state !== state) tell(code, ecu, state);
    for (const [id, { code, ecu }] of this.#known) if (!now.has(id)) tell(code, ecu, 'cleared');
    this.#known.clear();
    for (const [id, code] of now) this.#known.set(id, code);
    return events;
  }
}
