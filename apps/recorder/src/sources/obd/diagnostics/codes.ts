import type { StreamEvent, TroubleCode } from '@outlap/protocol';
import { SourceError } from '../../source.ts';
import type { Bus } from '../bus.ts';
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

/** Notices trouble codes that come and go, by their count in PID 01. */
export class CodeWatch {
  #counts = '';
  readonly #known = new Map<string, { code: string; ecu: string; state: CodeState }>();
  readonly #perEcu = new Map<string, number>();
  #tries = 0;

  /** Takes byte A of PID 01 of an ECU; true where the codes are to be read again. */
  note(ecu: string, statusByte: number): boolean {
    this.#perEcu.set(ecu, statusByte);
    return [...this.#perEcu.values()].some((byte) => byte !== 0) || this.#known.size > 0
      ? this.#counts !== this.#key()
      : false;
  }

  // Codes that are counted and not listed: an answer was lost, and nothing is over yet.
  #contradicts(listed: Iterable<{ state: CodeState }>): boolean {
    const counted = [...this.#perEcu.values()].some((byte) => (byte & 0x7f) !== 0);
    const lost = counted && ![...listed].some(({ state }) => state === 'stored');
    this.#tries = lost ? this.#tries + 1 : 0;
    return lost && this.#tries < MOST_TRIES;
  }

  #key(): string {
    return [...this.#perEcu].map(([ecu, byte]) => `${ecu}:${byte}`).join();
  }

  /** Reads stored and pending codes; an event for each that is new, has another state or is gone. */
  async changes(bus: Bus, seconds: () => number): Promise<StreamEvent[]> {
    const key = this.#key();
    const now = new Map<string, { code: string; ecu: string; state: CodeState }>();
    for (const state of ['pending', 'stored'] as const)
      for (const { code, ecu } of await readCodes(bus, state))
        now.set(`${code}@${ecu}`, { code, ecu, state });
    if (this.#contradicts(now.values())) return [];
    this.#counts = key;
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
