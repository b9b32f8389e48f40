import { createServer, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** How an adapter differs from the data sheet. */
export type Quirks = {
  /** Answers nothing at all, as one does that serves another client. */
  silent: boolean;
  echo: 'as-told' | 'always' | 'glued';
  headers: boolean;
  /** Commands it answers `?`. */
  unknown: RegExp | undefined;
  /** Commands over which it falls silent for good. */
  hangs: RegExp | undefined;
  /** Loses the first character of what comes sooner than this behind its prompt. */
  restMs: number;
  answerMs: number;
  count: 'works' | 'refused' | 'loses-ecus';
  several: 'works' | 'no-data' | 'first-only';
  volts: string;
  banner: string;
  protocol: string;
  /** Bytes sent at a time; 0: all at once. */
  chunk: number;
  /** Put in front of the first answer of the car. */
  searching: string;
};

/** What the car behind it says: lines for a request (`010C`), undefined for no answer. */
export type ScriptedCar = (request: string) => readonly string[] | undefined;

const REGULAR: Quirks = {
  silent: false,
  echo: 'as-told',
  headers: true,
  unknown: undefined,
  hangs: undefined,
  restMs: 0,
  answerMs: 1,
  count: 'works',
  several: 'works',
  volts: '14.1V',
  banner: 'ELM327 v1.5',
  protocol: 'A6',
  chunk: 0,
  searching: 'SEARCHING...',
};

/** An adapter on a real TCP port, with a car that the test turns on and off. */
export class ScriptedAdapter {
  readonly quirks: Quirks;
  car: ScriptedCar;
  /** Every command as it came, and how often a byte came while another command was running. */
  readonly received: string[] = [];
  interruptions = 0;
  connections = 0;
  #server = createServer((socket) => this.#serve(socket));
  readonly #sockets = new Set<Socket>();
  #port = 0;
  readonly #waiting = new Set<{ matches: (command: string) => boolean; seen: () => void }>();

  constructor(car: ScriptedCar, quirks: Partial<Quirks> = {}) {
    this.car = car;
    this.quirks = { ...REGULAR, ...quirks };
  }

  get address(): string {
    return `tcp://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(this.#port, '127.0.0.1', resolve));
    const address = this.#server.address();
    if (address && typeof address === 'object') this.#port = address.port;
    return this;
  }

  /** The cable is pulled. The port stays the same for the next start. */
  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
    this.#server = createServer((socket) => this.#serve(socket));
  }

  /** Resolves with the next command that matches. */
  next(pattern: RegExp): Promise<void> {
    return new Promise((resolve) => {
      const one = {
        matches: (command: string) => pattern.test(command),
        seen: () => {
          this.#waiting.delete(one);
          resolve();
        },
      };
      this.#waiting.add(one);
    });
  }

  #serve(socket: Socket): void {
    this.connections++;
    this.#sockets.add(socket);
    socket.setEncoding('latin1');
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => undefined);
    const state = { echo: true, found: false, last: '', text: '', busy: false, promptAt: 0 };
    socket.on('data', (chunk) => void this.#take(socket, state, String(chunk)));
  }

  async #take(
    socket: Socket,
    state: {
      echo: boolean;
      found: boolean;
      last: string;
      text: string;
      busy: boolean;
      promptAt: number;
    },
    chunk: string,
  ): Promise<void> {
    if (this.quirks.silent) return;
    if (state.busy) {
      this.interruptions++;
      return;
    }
    const tooSoon = state.text === '' && performance.now() - state.promptAt < this.quirks.restMs;
    state.text += tooSoon ? chunk.slice(1) : chunk;
    if (!state.text.includes('\r')) return;
    const line = state.text.slice(0, state.text.indexOf('\r'));
    state.text = '';
    const command = line.toUpperCase().replace(/[^0-9A-Z@]/g, '') || state.last;
    this.received.push(command);
    for (const one of this.#waiting) if (one.matches(command)) one.seen();
    if (this.quirks.hangs?.test(command)) {
      this.quirks.silent = true;
      return;
    }
    state.last = command;
    state.busy = true;
    const answer = this.#answer(command, state);
    await wait(this.quirks.answerMs);
    const echo = this.#echo(line, state.echo);
    if (command === 'ATE0') state.echo = false;
    await this.#send(socket, `${echo}${answer.join('\r')}\r\r>`);
    state.promptAt = performance.now();
    state.busy = false;
  }

  #echo(line: string, on: boolean): string {
    if (this.quirks.echo === 'glued') return line;
    return on || this.quirks.echo === 'always' ? `${line}\r` : '';
  }

  async #send(socket: Socket, text: string): Promise<void> {
    const size = this.quirks.chunk || text.length;
    for (let at = 0; at < text.length; at += size) {
      socket.write(text.slice(at, at + size), 'latin1');
      if (size < text.length) await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #answer(command: string, state: { found: boolean }): readonly string[] {
    const { unknown, banner, protocol, volts } = this.quirks;
    if (unknown?.test(command) || command === '') return ['?'];
    if (command === 'ATZ') {
      state.found = false;
      return ['', banner];
    }
    if (command === 'ATI') return [banner];
    if (command === 'ATDPN') return [protocol];
    if (command === 'ATRV') return [volts];
    if (command.startsWith('AT')) return ['OK'];
    if (!/^[0-9A-F]+$/.test(command)) return ['?'];
    return this.#obd(command, state);
  }

  #obd(command: string, state: { found: boolean }): readonly string[] {
    const counted = command.length % 2 !== 0;
    if (counted && this.quirks.count === 'refused') return ['?'];
    const request = counted ? command.slice(0, -1) : command;
    let lines = this.#carLines(request);
    if (!lines) return [state.found ? 'NO DATA' : 'UNABLE TO CONNECT'];
    if (counted) {
      const most = Number.parseInt(command.slice(-1), 16);
      lines = lines.slice(0, this.quirks.count === 'loses-ecus' ? 1 : most);
    }
    const first = state.found ? '' : this.quirks.searching;
    state.found = true;
    return this.quirks.headers ? [first + (lines[0] ?? ''), ...lines.slice(1)] : lines.map(bare);
  }

  #carLines(request: string): readonly string[] | undefined {
    if (!request.startsWith('01') || request.length <= 4) return this.car(request);
    if (this.quirks.several === 'no-data') return undefined;
    const pids = request.slice(2).match(/../g) ?? [];
    if (this.quirks.several === 'first-only') return this.car(`01${pids[0] ?? ''}`);
    const data = pids.map((pid) => this.car(`01${pid}`)?.[0]?.slice(5)).filter((one) => one);
    const payloads = data.map((one) => one?.slice(2) ?? '');
    return payloads.length > 0 ? canLines('7E8', `41${payloads.join('')}`) : undefined;
  }
}

const bare = (line: string) => line.slice(5);

/** A payload as the lines of ISO-TP frames of an ECU, 11 bit, unpadded. */
export function canLines(ecu: string, payload: string): string[] {
  const length = payload.length / 2;
  if (length <= 7) return [`${ecu}${length.toString(16).padStart(2, '0')}${payload}`.toUpperCase()];
  const head = `${ecu}1${length.toString(16).padStart(3, '0')}${payload.slice(0, 12)}`;
  const rest = payload.slice(12).match(/.{1,14}/g) ?? [];
  return [
    head,
    ...rest.map((data, i) => `${ecu}2${((i + 1) & 15).toString(16)}${data.padEnd(14, '0')}`),
  ].map((line) => line.toUpperCase());
}

/** A car of one ECU that knows its answers by request; bitmaps are made from them. */
export function simpleCar(answers: Readonly<Record<string, string>>): ScriptedCar {
  return (request) => {
    const service = Number.parseInt(request.slice(0, 2), 16);
    const known = answers[request] ?? bitmap(answers, request);
    if (known === undefined) return undefined;
    return canLines('7E8', (service + 0x40).toString(16) + request.slice(2) + known);
  };
}

function bitmap(answers: Readonly<Record<string, string>>, request: string): string | undefined {
  const base = Number.parseInt(request.slice(2), 16);
  if (!request.startsWith('01') || request.length !== 4 || base % 0x20 !== 0) return undefined;
  const pids = Object.keys(answers)
    .filter((key) => key.startsWith('01'))
    .map((key) => Number.parseInt(key.slice(2), 16));
  let bits = pids.some((pid) => pid > base + 0x20) ? 1 : 0;
  for (const pid of pids) if (pid > base && pid <= base + 0x20) bits |= 1 << (32 - (pid - base));
  if (bits === 0 && base !== 0) return undefined;
  return (bits >>> 0).toString(16).padStart(8, '0').toUpperCase();
}
