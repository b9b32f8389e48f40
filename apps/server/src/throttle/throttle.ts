import { createHash } from 'node:crypto';
import { AppError } from '../errors.ts';
import type { Counters } from './counters.ts';
import { networkOf } from './network.ts';

/** How often something may be asked for, from one network or about one account. */
const RULES = {
  login: { limit: 60, seconds: 60 },
  'sign-up': { limit: 30, seconds: 3600 },
  /** Mails that a stranger can cause, by who asks and by who gets them. */
  mail: { limit: 30, seconds: 3600 },
  'mail-to': { limit: 5, seconds: 3600 },
  /** Codes that one person causes, which may cost money. */
  code: { limit: 10, seconds: 3600 },
  /** Shown tokens of links, tickets and challenges. */
  link: { limit: 60, seconds: 60 },
  refresh: { limit: 600, seconds: 60 },
  /** Sign-ins with accounts elsewhere: beginnings, and what providers send back. */
  elsewhere: { limit: 600, seconds: 60 },
  /** Sign-ins of programs that begin, and codes that a person types. */
  device: { limit: 30, seconds: 600 },
  'user-code': { limit: 30, seconds: 600 },
} as const satisfies Record<string, { limit: number; seconds: number }>;

type Rule = keyof typeof RULES;

/** Wrong passwords that are free; each further one makes the wait twice as long. */
const FREE = 5;
const FIRST_WAIT_SECONDS = 15;
const LONGEST_WAIT_SECONDS = 900;
const REMEMBERED_SECONDS = 86_400;

export type Throttle = {
  /** Throws `too_many_requests` once a network has asked too often. */
  readonly fromNetwork: (rule: Rule, address: string) => Promise<void>;
  /** The same for what is asked about one account, named by anything that belongs to it alone. */
  readonly about: (rule: Rule, account: string) => Promise<void>;
  /**
   * Before a password is checked: notes the attempt and throws `too_many_requests` while the account waits. Counted
   * first and forgiven by `succeed`, so that guesses sent at the same time are not free.
   */
  readonly attempt: (account: string) => Promise<void>;
  readonly succeed: (account: string) => Promise<void>;
};

export function openThrottle(counters: Counters): Throttle {
  const take = async (rule: Rule, key: string) => {
    const { limit, seconds } = RULES[rule];
    const counted = await counters.add(`${rule}:${key}`, seconds);
    if (counted.count > limit) throw refusal(counted.seconds);
  };
  return {
    fromNetwork: (rule, address) => take(rule, networkOf(address)),
    about: (rule, account) => take(rule, hashOf(account)),
    attempt: async (account) => {
      const hash = hashOf(account);
      const waiting = await counters.find(`wait:${hash}`);
      if (waiting) throw refusal(waiting.seconds);
      const { count } = await counters.add(`attempts:${hash}`, REMEMBERED_SECONDS);
      if (count < FREE) return;
      const begun = await counters.add(`wait:${hash}`, waitAfter(count));
      // Of attempts at the same time the first one that begins the wait is checked.
      if (begun.count > 1) throw refusal(begun.seconds);
    },
    succeed: async (account) => {
      const hash = hashOf(account);
      await counters.remove(`attempts:${hash}`);
      await counters.remove(`wait:${hash}`);
    },
  };
}

/** Seconds to wait after so many attempts. */
export function waitAfter(attempts: number): number {
  return Math.min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** Math.max(0, attempts - FREE));
}

/** Addresses of people do not lie in a cache for all to read. */
function hashOf(account: string): string {
  return createHash('sha256').update(account).digest('base64url');
}

function refusal(seconds: number): AppError {
  return new AppError('too_many_requests', `Too often; try again in ${seconds} s`, {
    members: { retryAfterSeconds: seconds },
  });
}
