/**
 * An ELM327 adapter as a state machine on bytes: gathers a command up to its carriage return, answers it, ends with `>`.
 * While it talks to the car any byte stops it. Follows the public data sheet (v2.1); waiting times are its defaults,
 * scaled by `waiting` (0: answers at once). What is not simulated: baud rates, monitoring, J1939 messages.
 */
import type { SourceClock } from '../../source.ts';
import { ADAPTER_VERSION, type AtAnswer, runAtCommand } from './at-commands.ts';
import type { Faults } from './faults.ts';
import { BUSES, type Bus, headerOf, isCan, toLines } from './framing.ts';
import { targetOf } from './addressing.ts';
import { DEFAULTS, type Memory, type Settings } from './settings.ts';
import type { Vehicle } from './vehicle.ts';

export type ElmOptions = {
  readonly vehicle: Vehicle;
  /** The bus of the car, 1 to 9. */
  readonly bus: number;
  readonly memory: Memory;
  readonly faults: Faults;
  readonly clock: Pick<SourceClock, 'sleep'>;
  /** 1: as slow as the real thing, 0: at once. */
  readonly waiting: number;
  readonly write: (text: string) => void;
};

const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;
const MOST_COMMAND = 256;
const MOST_BYTES = 7;
const TIMES = {
  reset: 0.6,
  search: 1.5,
  busInit: 2.2,
  reply: 0.012,
  slow: 3,
  pending: 1.2,
} as const;
/** Share of the time-out that adaptive timing waits behind the last answer. */
const ADAPTIVE = [1, 0.35, 0.2] as const;

export class Elm327 {
  #options: ElmOptions;
  #settings: Settings;
  #command = '';
  #last = '';
  #afterReturn = false;
  #asleep = false;
  #busy: AbortController | undefined;

  constructor(options: ElmOptions) {
    this.#options = { ...options };
    this.#settings = { ...DEFAULTS, ...options.memory };
  }

  /** Bytes from the client. What comes with or behind the byte that stops a request is lost, as on the real thing. */
  receive(bytes: Uint8Array): void {
    for (const byte of bytes) {
      const isPair = byte === LINE_FEED && this.#afterReturn;
      this.#afterReturn = byte === CARRIAGE_RETURN;
      if (isPair || this.#options.faults.strikes('silent')) continue;
      if (this.#busy || this.#asleep) return this.#interrupt();
      if (byte === CARRIAGE_RETURN) this.#run();
      else if (byte > 0x20 && this.#command.length < MOST_COMMAND)
        this.#command += String.fromCharCode(byte);
    }
  }

  /** Ends what is under way; nothing is written any more. */
  close(): void {
    this.#busy?.abort();
  }

  #interrupt(): void {
    this.#busy?.abort();
    this.#busy = undefined;
    if (this.#asleep) {
      this.#asleep = false;
      this.#finish('', ADAPTER_VERSION);
    } else this.#finish('STOPPED');
  }

  #run(): void {
    const typed = this.#command;
    this.#command = '';
    if (this.#settings.echo) this.#write(`${typed}\r`);
    const command = typed === '' ? this.#last : typed.toUpperCase();
    this.#last = command;
    if (command === '') this.#finish();
    else if (command.startsWith('AT')) this.#configure(command.slice(2));
    else if (/^[0-9A-F]{2,}$/.test(command)) this.#during((signal) => this.#ask(command, signal));
    else this.#finish('?');
  }

  #configure(command: string): void {
    const { vehicle } = this.#options;
    const context = {
      settings: this.#settings,
      volts: vehicle.volts(),
      isKeyOn: vehicle.key() !== 'off',
    };
    this.#obey(runAtCommand(command, context) ?? { kind: 'says', text: '?' });
  }

  #obey(answer: AtAnswer): void {
    switch (answer.kind) {
      case 'says':
        this.#settings = { ...this.#settings, ...answer.set };
        if (answer.isKept) this.#keep(this.#settings);
        return this.#finish(answer.text);
      case 'sleep':
        this.#finish('OK');
        this.#asleep = true;
        return;
      case 'monitor':
        return this.#during((signal) => this.#wait(Infinity, signal).then(() => []));
      case 'reset':
        return this.#during(async (signal) => {
          await this.#wait(TIMES.reset, signal);
          this.#settings = { ...DEFAULTS, ...this.#options.memory };
          return ['', ADAPTER_VERSION];
        });
    }
  }

  /** The memory is the adapter's, whoever is connected to it. */
  #keep({ protocol, isAutomatic }: Settings): void {
    Object.assign(this.#options.memory, { protocol, isAutomatic });
  }

  /** Runs until it is done or a byte stops it. */
  #during(work: (signal: AbortSignal) => Promise<readonly string[]>): void {
    const busy = new AbortController();
    this.#busy = busy;
    const end = (lines: readonly string[]): void => {
      if (busy.signal.aborted) return;
      this.#busy = undefined;
      this.#finish(...lines);
    };
    work(busy.signal).then(end, () => end(['ERR71']));
  }

  async #ask(command: string, signal: AbortSignal): Promise<readonly string[]> {
    const { vehicle, faults } = this.#options;
    const request = parseRequest(command);
    if (!request) return ['?'];
    if (faults.strikes('slow')) await this.#wait(TIMES.slow, signal);
    const trouble = (await this.#connect(signal)) ?? this.#trouble();
    if (trouble !== undefined) return [trouble];
    const { bytes, most } = request;
    const bus = this.#bus();
    await this.#hold(bytes, bus, signal);
    if (signal.aborted) return [];
    const target = targetOf(bus, this.#settings.header);
    const answers = faults.strikes('no-data') ? [] : vehicle.ask(bytes, isCan(bus), target);
    const heard = answers.filter(({ ecu }) => this.#hears(headerOf(bus, ecu)));
    const lines = toLines(bus, heard, this.#settings);
    await this.#wait(TIMES.reply * Math.max(1, lines.length), signal);
    if (lines.length < most) await this.#wait(this.#quietSeconds(), signal);
    if (!this.#settings.responses) return [];
    return lines.length > 0 ? this.#spoil(lines.slice(0, most)) : ['NO DATA'];
  }

  #trouble(): string | undefined {
    const { faults } = this.#options;
    if (faults.strikes('stopped')) return 'STOPPED';
    return isCan(this.#bus()) && faults.strikes('can-error') ? 'CAN ERROR' : undefined;
  }

  /** A control unit that asks for patience first. */
  async #hold(bytes: readonly number[], bus: Bus, signal: AbortSignal): Promise<void> {
    if (signal.aborted || !this.#options.faults.strikes('pending')) return;
    const message = [0x7f, bytes[0] ?? 0, 0x78];
    const [text = ''] = toLines(bus, [{ ecu: 0, messages: [message] }], this.#settings);
    this.#write(`${text}\r`);
    await this.#wait(TIMES.pending, signal);
  }

  #quietSeconds(): number {
    return this.#settings.timeoutUnits * 0.004 * ADAPTIVE[this.#settings.adaptive];
  }

  #bus(): Bus {
    return BUSES[this.#settings.connected ?? this.#options.bus] ?? BUSES[6]!;
  }

  #hears(header: string): boolean {
    const { receive } = this.#settings;
    if (receive === null) return true;
    return (
      receive.length === header.length && [...receive].every((c, i) => c === 'X' || c === header[i])
    );
  }

  /** Opens the bus before the first request; what is said where that fails, else undefined. */
  async #connect(signal: AbortSignal): Promise<string | undefined> {
    const { isAutomatic, connected } = this.#settings;
    if (connected !== null) return undefined;
    const failure = await (isAutomatic ? this.#search(signal) : this.#initialise(signal));
    if (failure === undefined) this.#settings = { ...this.#settings, connected: this.#options.bus };
    return failure;
  }

  async #search(signal: AbortSignal): Promise<string | undefined> {
    this.#write('SEARCHING...');
    await this.#wait(TIMES.search, signal);
    if (signal.aborted) return 'STOPPED';
    this.#write('\r');
    return this.#options.vehicle.key() === 'off' ? 'UNABLE TO CONNECT' : undefined;
  }

  async #initialise(signal: AbortSignal): Promise<string | undefined> {
    const { protocol } = this.#settings;
    const { bus, vehicle } = this.#options;
    const isAwake = vehicle.key() !== 'off';
    const isThere = isAwake && protocol === bus;
    const kind = BUSES[protocol]?.kind;
    if (kind !== 'iso' && kind !== 'kwp') {
      if (isThere) return undefined;
      return isAwake && kind !== 'j1850' ? 'CAN ERROR' : 'NO DATA';
    }
    this.#write(protocol === 5 ? 'BUS INIT: ' : 'BUS INIT: ...');
    await this.#wait(TIMES.busInit, signal);
    if (!isThere || signal.aborted) return 'ERROR';
    this.#write('OK\r');
    return undefined;
  }

  #spoil(lines: readonly string[]): readonly string[] {
    const { faults } = this.#options;
    if (faults.strikes('buffer-full'))
      return [...lines.slice(0, Math.ceil(lines.length / 2)), 'BUFFER FULL'];
    return lines.map((line) => (faults.strikes('noise') ? this.#disturb(line) : line));
  }

  /** A damaged line: a wrong character, a missing one, a NUL, or one that the adapter has noticed. */
  #disturb(line: string): string {
    const draw = (): number => (this.#options.faults.random() + 1) / 2;
    const at = Math.floor(draw() * line.length);
    const kind = Math.floor(draw() * 4);
    if (kind === 0) return `${line.slice(0, at)}#${line.slice(at + 1)}`;
    if (kind === 1) return line.slice(0, at) + line.slice(at + 1);
    if (kind === 2) return `${line.slice(0, at)}\0${line.slice(at)}`;
    return `${line}<DATA ERROR`;
  }

  #wait(seconds: number, signal: AbortSignal): Promise<void> {
    if (seconds === Infinity)
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
    const scaled = seconds * this.#options.waiting;
    return scaled > 0 ? this.#options.clock.sleep(scaled, signal) : Promise.resolve();
  }

  #finish(...lines: readonly string[]): void {
    this.#write(`${lines.map((line) => `${line}\r`).join('')}\r>`);
  }

  /** Carriage returns become pairs with linefeeds where they are wanted. */
  #write(text: string): void {
    if (this.#options.faults.strikes('silent')) return;
    this.#options.write(this.#settings.linefeeds ? text.replaceAll('\r', '\r\n') : text);
  }
}

/** Hex digits of a request; an odd last one is how many answers are waited for. */
function parseRequest(
  command: string,
): { readonly bytes: number[]; readonly most: number } | undefined {
  const bytes = (command.match(/[0-9A-F]{2}/g) ?? []).map((pair) => Number.parseInt(pair, 16));
  const most = command.length % 2 === 1 ? Number.parseInt(command.at(-1) ?? '', 16) : Infinity;
  return bytes.length > MOST_BYTES || most === 0 ? undefined : { bytes, most };
}
