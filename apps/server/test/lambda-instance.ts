import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { HttpEvent, HttpResult } from '../src/lambda/event.ts';
import type { Order, Report } from './lambda-runtime.ts';

const RUNTIME = fileURLToPath(new URL('lambda-runtime.ts', import.meta.url));

/** One instance of a function: a process that has loaded the built file, and answers events. */
export class LambdaInstance {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, (report: Report) => void>();
  readonly #said: string[] = [];
  #last = 0;

  private constructor(process: ChildProcess) {
    this.#process = process;
    process.on('message', (report: Report) => this.#waiting.get(report.id)?.(report));
    for (const stream of [process.stdout, process.stderr])
      stream?.on('data', (bytes: Buffer) => this.#said.push(bytes.toString()));
    process.on('exit', () => {
      for (const [id, settle] of this.#waiting) settle({ id, error: `It ended: ${this.log}` });
    });
  }

  static async start(path: string, env: Readonly<Record<string, string>>): Promise<LambdaInstance> {
    const child = fork(RUNTIME, [path], {
      env: { PATH: process.env['PATH'], ...env },
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const instance = new LambdaInstance(child);
    const loaded = await instance.#report(0);
    if ('error' in loaded) throw new Error(loaded.error);
    return instance;
  }

  /** What it wrote to its log. */
  get log(): string {
    return this.#said.join('');
  }

  async invoke(event: HttpEvent): Promise<HttpResult> {
    const id = ++this.#last;
    return (await this.#order({ id, event })) as HttpResult;
  }

  /** Lets its clock run ahead. */
  async skip(ms: number): Promise<void> {
    await this.#order({ id: ++this.#last, skipMs: ms });
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.disconnect();
    await ended;
  }

  async #order(order: Order): Promise<unknown> {
    const reported = this.#report(order.id);
    this.#process.send(order);
    const report = await reported;
    if ('error' in report) throw new Error(report.error);
    return report.result;
  }

  async #report(id: number): Promise<Report> {
    const report = await new Promise<Report>((settle) => this.#waiting.set(id, settle));
    this.#waiting.delete(id);
    return report;
  }
}
