import type { CompareAnswer, CompareRequest, WorkerCall, WorkerReply } from './messages.ts';

type Waiting = { done: (answer: CompareAnswer) => void; fail: (cause: Error) => void };

/** The worker's side of the page: started at the first question, one for all pages. */
class AnalysisClient {
  private worker: Worker | undefined;
  private calls = 0;
  private readonly waiting = new Map<number, Waiting>();

  /** Starts the worker, so that the first question does not wait for it. */
  start(): Worker {
    if (this.worker) return this.worker;
    const worker = new Worker(new URL('./analysis.worker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = (event: MessageEvent<WorkerReply>) => this.settle(event.data);
    worker.onerror = (event) => {
      for (const { fail } of this.waiting.values())
        fail(new Error(event.message || 'The analysis did not start.'));
      this.waiting.clear();
      this.worker = undefined;
    };
    this.worker = worker;
    return worker;
  }

  compare(request: CompareRequest): Promise<CompareAnswer> {
    const worker = this.start();
    const message: WorkerCall = { call: ++this.calls, request };
    return new Promise((done, fail) => {
      this.waiting.set(message.call, { done, fail });
      worker.postMessage(message);
    });
  }

  private settle(reply: WorkerReply): void {
    const waiting = this.waiting.get(reply.call);
    this.waiting.delete(reply.call);
    if ('answer' in reply) waiting?.done(reply.answer);
    else waiting?.fail(new Error(reply.failure));
  }
}

export const analysis = new AnalysisClient();
