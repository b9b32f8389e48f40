import { type ApiError, toApiError } from './api.ts';

const SLOW_MILLISECONDS = 150;

/** The newest answer of a source: what was there stays until the next one is here. */
export class Resource<T> {
  value = $state.raw<T>();
  error = $state.raw<ApiError>();
  /** Nothing is there yet, and it has taken long enough to say so. */
  slow = $state(false);

  /** To be made while a component starts: asks again whenever what `source` reads changes. */
  constructor(source: () => Promise<T> | undefined) {
    $effect(() => {
      const asked = source();
      if (!asked) return;
      let wanted = true;
      const timer = setTimeout(() => (this.slow = true), SLOW_MILLISECONDS);
      const settle = (set: () => void) => {
        clearTimeout(timer);
        if (!wanted) return;
        this.slow = false;
        set();
      };
      asked.then(
        (value) =>
          settle(() => {
            this.value = value;
            this.error = undefined;
          }),
        (cause: unknown) => settle(() => (this.error = toApiError(cause))),
      );
      return () => {
        wanted = false;
        clearTimeout(timer);
      };
    });
  }
}
