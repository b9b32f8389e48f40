import type { Answer } from './answer.ts';
import { toHex } from './pids.ts';

const MOST_PIDS = 6;
const LEARNED_USES = 200;
const MOST_LEARNED = 300;
const MOST_COUNT_FAILURES = 2;

export type PidRequest = { readonly pids: readonly number[]; readonly command: string };
export type PidReading = { readonly pid: number; readonly ecu: string; readonly data: Uint8Array };

type Learned = { lines: number; ecus: number; uses: number };

/**
 * How PIDs are asked for: several in one request where the car understands it (CAN only, six at most), and with the
 * number of lines to wait for once it is known, which spares the adapter's waiting for more. Both are learned by trying
 * and given up where they lose something.
 */
export class Requests {
  /** Data bytes of each PID, by ECU, as they came alone. */
  readonly #lengths = new Map<string, number>();
  readonly #known = new Set<number>();
  readonly #learned = new Map<string, Learned>();
  /** Requests whose count lost something, and those that it may have silenced. */
  readonly #unclear = new Set<string>();
  readonly #silenced = new Set<string>();
  #several: 'untried' | 'works' | 'suspect' | 'never';
  #count = true;
  #countFailures = 0;

  constructor(can: boolean) {
    this.#several = can ? 'untried' : 'never';
  }

  get asksSeveral(): boolean {
    return this.#several === 'works';
  }

  /** The request for the most urgent of the PIDs that are due, with as many others as go along. */
  next(due: readonly number[]): PidRequest {
    const [first = 0] = due;
    const together = this.#several === 'never' || this.#several === 'suspect' ? [] : this.#fit(due);
    const pids = together.length > 1 && together.includes(first) ? together : [first];
    const base = `01${pids.map(toHex).join('')}`;
    const learned = this.#learned.get(base);
    if (!this.#count || !learned || this.#unclear.has(base) || learned.lines > 15)
      return { pids, command: base };
    if (++learned.uses > LEARNED_USES) {
      this.#learned.delete(base);
      return { pids, command: base };
    }
    return { pids, command: base + learned.lines.toString(16).toUpperCase() };
  }

  // Sorted, so that the same PIDs make the same request, whose count is known already.
  #fit(due: readonly number[]): number[] {
    const known = due.filter((pid) => this.#known.has(pid));
    return known.slice(0, MOST_PIDS).sort((a, b) => a - b);
  }

  /** The values in an answer; undefined where the request has to be made in another way, at once. */
  read({ pids, command }: PidRequest, answer: Answer): PidReading[] | undefined {
    const counted = command.length % 2 !== 0;
    const base = counted ? command.slice(0, -1) : command;
    const [only = 0] = pids;
    const single = pids.length === 1;
    const readings = single ? this.#readOne(only, answer) : this.#readSeveral(pids, answer);
    if (counted && !this.#countHolds(base, readings)) return undefined;
    if (!single && !this.#severalHolds(readings)) return undefined;
    const found = readings ?? [];
    if (found.length > 0) this.#found(base, single, counted || answer.damaged > 0, answer);
    return found;
  }

  #found(base: string, single: boolean, unsure: boolean, answer: Answer): void {
    if (single && this.#several === 'suspect') this.#several = 'never';
    if (!unsure) this.#learn(base, answer);
  }

  #readOne(pid: number, answer: Answer): PidReading[] {
    const readings: PidReading[] = [];
    for (const { ecu, bytes } of answer.messages) {
      if (bytes[1] !== pid || bytes.length < 3) continue;
      readings.push({ pid, ecu, data: bytes.slice(2) });
      this.#lengths.set(`${toHex(pid)}@${ecu}`, bytes.length - 2);
      this.#known.add(pid);
    }
    return readings;
  }

  #readSeveral(pids: readonly number[], answer: Answer): PidReading[] | undefined {
    const readings: PidReading[] = [];
    for (const { ecu, bytes } of answer.messages) {
      for (let at = 1; at < bytes.length;) {
        const pid = bytes[at] ?? 0;
        const length = this.#lengths.get(`${toHex(pid)}@${ecu}`);
        if (length === undefined || !pids.includes(pid) || at + 1 + length > bytes.length)
          return undefined;
        readings.push({ pid, ecu, data: bytes.slice(at + 1, at + 1 + length) });
        at += 1 + length;
      }
    }
    return readings;
  }

  // A car that answers the first PID only, or nobody, does not understand several. Silence may also be the ignition:
  // the next single request tells.
  #severalHolds(readings: readonly PidReading[] | undefined): boolean {
    const answered = new Set(readings?.map(({ pid }) => pid));
    if (answered.size > 1 || (answered.size === 1 && this.#several === 'works')) {
      this.#several = 'works';
      return true;
    }
    this.#several = readings?.length === 0 ? 'suspect' : 'never';
    return false;
  }

  #countHolds(base: string, readings: PidReading[] | undefined): boolean {
    const learned = this.#learned.get(base);
    const ecus = new Set(readings?.map(({ ecu }) => ecu)).size;
    if (readings && learned && ecus >= learned.ecus) return true;
    this.#learned.delete(base);
    (ecus > 0 ? this.#unclear : this.#silenced).add(base);
    return false;
  }

  // Silent with the count and talking without: an adapter that does not understand the count.
  #learn(base: string, answer: Answer): void {
    if (this.#silenced.delete(base)) {
      this.#unclear.add(base);
      if (++this.#countFailures >= MOST_COUNT_FAILURES) this.#count = false;
    }
    if (this.#learned.size > MOST_LEARNED) this.#learned.clear();
    this.#learned.set(base, {
      lines: answer.lineCount,
      ecus: new Set(answer.messages.map(({ ecu }) => ecu)).size,
      uses: 0,
    });
  }

  /** A buffer that ran over: long answers are too much for this adapter. */
  askSingly(): void {
    this.#several = 'never';
  }
}
