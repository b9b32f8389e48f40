import type { SourceClock } from '../source.ts';
import type { Link } from './link.ts';

/**
 * `closed`: the link is gone. `silent`: it is closed because the adapter fell silent over this command. `time-out`: no
 * prompt in time, but the adapter could be called back.
 */
export class ElmError extends Error {
  override name = 'ElmError';
  readonly code: 'closed' | 'silent' | 'time-out';
  constructor(code: ElmError['code'], detail: string) {
    super(detail);
    this.code = code;
  }
}

/** An answer up to its prompt. `at`: seconds when its first byte came in. */
export type Exchange = { readonly text: string; readonly at: number };

type Waiting = {
  text: string;
  at: number | undefined;
  readonly sentAt: number;
  readonly seconds: number;
  deadline: number;
  readonly ended: AbortController;
};

const SEARCHING_SECONDS = 12;
const PENDING_SECONDS = 5;
const LONGEST_SECONDS = 30;
const LONGEST_TEXT = 65_536;
const SETTLE_SECONDS = 0.1;

/**
 * The conversation with an ELM327: one command in flight, whose answer ends with `>` and nothing else. Any byte sent
 * meanwhile would stop the adapter, so whoever else wants something waits for his turn.
 */
export class Elm {
  /** Rest between a prompt and the next command: clones lose what comes too soon. */
  pauseSeconds = 0;
  readonly #clock: SourceClock;
  #link: Link | undefined;
  #closed: string | undefined;
  #waiting: Waiting | undefined;
  #turn: Promise<void> = Promise.resolve();
  #quietSince = 0;

  constructor(clock: SourceClock) {
    this.#clock = clock;
  }

  attach(link: Link): void {
    this.#link = link;
    if (this.#closed !== undefined) link.close();
  }

  receive(text: string): void {
    this.#quietSince = this.#clock.seconds();
    const waiting = this.#waiting;
    if (!waiting) return;
    waiting.at ??= this.#clock.seconds();
    waiting.text += text;
    if (waiting.text.includes('>') || waiting.text.length > LONGEST_TEXT) waiting.ended.abort();
    else waiting.deadline = this.#extended(waiting);
  }

  close(reason: string): void {
    if (this.#closed !== undefined) return;
    this.#closed = reason;
    this.#link?.close();
    this.#waiting?.ended.abort();
  }

  get closed(): string | undefined {
    return this.#closed;
  }

  /** Sends a command and resolves with its answer. Rejects with ElmError, never with anything else. */
  async ask(command: string, seconds = 3): Promise<Exchange> {
    const before = this.#turn;
    let done = () => {};
    this.#turn = new Promise((resolve) => {
      done = resolve;
    });
    await before;
    try {
      if (this.pauseSeconds > 0) await this.#clock.sleep(this.pauseSeconds);
      const answer = await this.#exchange(`${command}\r`, seconds);
      if (answer) return answer;
      await this.#callBack(command);
      throw new ElmError('time-out', `No answer to ${command || 'a wake-up'}`);
    } finally {
      done();
    }
  }

  /** Lets a late answer run out, so that it is not taken for the next one. */
  async settle(): Promise<void> {
    while (this.#clock.seconds() - this.#quietSince < SETTLE_SECONDS)
      await this.#clock.sleep(SETTLE_SECONDS);
  }

  // A lone CR stops a command that still runs. Standing alone it repeats the last one, so never after a clearing of codes.
  async #callBack(command: string): Promise<void> {
    const back = command.startsWith('04') ? undefined : await this.#exchange('\r', 1);
    if (back) return;
    this.close('the adapter is silent');
    throw new ElmError('silent', 'the adapter is silent');
  }

  #check(): void {
    if (this.#closed !== undefined) throw new ElmError('closed', this.#closed);
  }

  async #exchange(bytes: string, seconds: number): Promise<Exchange | undefined> {
    this.#check();
    const sentAt = this.#clock.seconds();
    const waiting: Waiting = {
      text: '',
      at: undefined,
      sentAt,
      seconds,
      deadline: sentAt + seconds,
      ended: new AbortController(),
    };
    this.#waiting = waiting;
    this.#link?.write(bytes);
    while (!waiting.ended.signal.aborted && this.#clock.seconds() < waiting.deadline)
      await this.#clock.sleep(waiting.deadline - this.#clock.seconds(), waiting.ended.signal);
    this.#waiting = undefined;
    this.#check();
    if (!waiting.text.includes('>')) return undefined;
    return { text: waiting.text, at: waiting.at ?? sentAt };
  }

  #extended({ text, sentAt, seconds, deadline }: Waiting): number {
    const now = this.#clock.seconds();
    let wait = seconds;
    if (/SEARCHING|BUS ?INIT/i.test(text)) wait = SEARCHING_SECONDS;
    else if (/7F ?[0-9A-F]{2} ?78/i.test(text)) wait = PENDING_SECONDS;
    return Math.max(deadline, Math.min(now + wait, sentAt + LONGEST_SECONDS));
  }
}
