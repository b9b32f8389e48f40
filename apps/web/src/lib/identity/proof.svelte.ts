import type { ApiError } from '../api.ts';

type Wanted = {
  /** Without a password only a new sign-in will do. */
  readonly hasPassword: boolean;
  readonly end: (shown: boolean) => void;
};

/** Some things want the password shown again, or a sign-in of just now: the page asks, and does them then. */
class Proof {
  wanted = $state.raw<Wanted>();

  /** Whether the person has shown it. */
  ask({ members }: ApiError): Promise<boolean> {
    const { methods } = members;
    this.wanted?.end(false);
    return new Promise((resolve) => {
      const end = (shown: boolean) => {
        this.wanted = undefined;
        resolve(shown);
      };
      this.wanted = { hasPassword: Array.isArray(methods) && methods.includes('password'), end };
    });
  }
}

export const proof = new Proof();
