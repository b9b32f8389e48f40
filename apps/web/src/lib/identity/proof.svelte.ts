import type { ApiError } from '../api.ts';
import { type Challenge, challengeOf } from './challenge.ts';

export type Wanted = {
  /** Without a password only a new sign-in will do. */
  readonly hasPassword: boolean;
  /** The second factor is wanted, not the password: a remembered browser signed in without it. */
  readonly challenge: Challenge | undefined;
  readonly end: (shown: boolean) => void;
};

/** Some things want the password or the second factor shown again, or a sign-in of just now: the page asks first. */
class Proof {
  wanted = $state.raw<Wanted>();

  /** Whether a refusal is one that showing something undoes. */
  isWantedBy(error: ApiError): boolean {
    return error.code === 'proof_wanted' || challengeOf(error) !== undefined;
  }

  /** Whether the person has shown it. */
  ask(error: ApiError): Promise<boolean> {
    const { methods } = error.members;
    const challenge = challengeOf(error);
    this.wanted?.end(false);
    return new Promise((resolve) => {
      const end = (shown: boolean) => {
        this.wanted = undefined;
        resolve(shown);
      };
      const hasPassword = Array.isArray(methods) && methods.includes('password');
      this.wanted = { hasPassword, challenge, end };
    });
  }
}

export const proof = new Proof();
