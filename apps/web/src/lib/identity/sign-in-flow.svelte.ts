import { ApiError, type User } from '../api.ts';
import { Act } from './act.svelte.ts';
import { type Challenge, challengeOf } from './challenge.ts';

/** One attempt to sign in: by whatever way it begins, a second factor may be wanted before it ends. */
export class SignInFlow {
  readonly act = new Act();
  challenge = $state.raw<Challenge>();
  private readonly onenter: (user: User) => void;

  constructor(onenter: (user: User) => void, challenge?: Challenge) {
    this.onenter = onenter;
    this.challenge = challenge;
  }

  /** Runs a way in; a wanted second factor is not an error but the next step. */
  async enter(way: () => Promise<User>): Promise<boolean> {
    return this.act.run(async () => {
      try {
        this.onenter(await way());
      } catch (cause) {
        const challenge = challengeOf(cause);
        if (!challenge) throw this.restart(cause);
        this.challenge = challenge;
      }
    });
  }

  /** Back to the first step. */
  cancel(): void {
    this.challenge = undefined;
    this.act.error = undefined;
  }

  /** A challenge that is too old leads back to the first step, with the reason shown there. */
  private restart(cause: unknown): unknown {
    if (cause instanceof ApiError && cause.code === 'sign_in_again') this.challenge = undefined;
    return cause;
  }
}
