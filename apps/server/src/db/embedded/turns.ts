/** Lets one task at a time run, in the order of asking. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();
  #count = 0;

  /** Tasks that run or wait. */
  get count(): number {
    return this.#count;
  }

  take<T>(task: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(task, task);
    this.#count++;
    this.#last = turn.catch(() => undefined).finally(() => this.#count--);
    return turn;
  }
}
