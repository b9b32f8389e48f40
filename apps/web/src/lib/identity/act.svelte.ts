import { type ApiError, toApiError } from '../api.ts';
import { proof } from './proof.svelte.ts';

/** One thing that a form or a button does: whether it is under way, and why it was refused. */
export class Act {
  busy = $state(false);
  error = $state.raw<ApiError>();

  /** Runs a task unless one is under way; whether it was done. */
  async run(task: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.error = undefined;
    try {
      await this.#prove(task);
      return true;
    } catch (cause) {
      this.error = toApiError(cause);
      return false;
    } finally {
      this.busy = false;
    }
  }

  /** Does it, after the password or the second factor was shown again where the server wants that. */
  async #prove(task: () => Promise<unknown>): Promise<void> {
    try {
      await task();
    } catch (cause) {
      const error = toApiError(cause);
      if (!proof.isWantedBy(error) || !(await proof.ask(error))) throw error;
      await task();
    }
  }

  /** For `onsubmit`. */
  readonly submit = (task: () => Promise<unknown>) => (event: SubmitEvent) => {
    event.preventDefault();
    void this.run(task);
  };
}
