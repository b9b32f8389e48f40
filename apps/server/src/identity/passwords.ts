import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { AppError } from '../errors.ts';

/**
 * scrypt with its parameters in the stored text, `$scrypt$ln=15,r=8,p=3$salt$hash`: OWASP's level at 32 MiB. Hashing is
 * what limits sign-ins, so only a few run at a time; whoever comes when the queue is full is asked to come again.
 */
const PASSWORD_COST: PasswordCost = { ln: 15, r: 8, p: 3 };
const KEY_BYTES = 32;
const SALT_BYTES = 16;
/** One core stays for everybody who is not signing in. */
const AT_ONCE = Math.max(1, availableParallelism() - 1);
const QUEUE = 32;

/** scrypt's parameters: log2 of N, r and p. */
export type PasswordCost = { readonly ln: number; readonly r: number; readonly p: number };

export type Passwords = {
  readonly hash: (password: string) => Promise<string>;
  readonly verify: (password: string, stored: string) => Promise<boolean>;
  /** What is hashed within this task comes before what others wait for: known devices, in a storm of wrong passwords. */
  readonly first: <T>(task: () => Promise<T>) => Promise<T>;
  /** Takes as long as checking a password, for accounts that are not there. */
  readonly waste: (password: string) => Promise<void>;
  /** How many were hashed so far. */
  readonly count: () => number;
  /** Whether a stored password was hashed with less than today's cost. */
  readonly isWeak: (stored: string) => boolean;
};

export function openPasswords(cost = PASSWORD_COST): Passwords {
  const favoured = new AsyncLocalStorage<true>();
  const gate = openGate(() => favoured.getStore() === true);
  let hashed = 0;
  const derive = (password: string, salt: Buffer, { ln, r, p }: PasswordCost) =>
    gate(
      () =>
        new Promise<Buffer>((resolve, reject) => {
          hashed++;
          const options = { N: 2 ** ln, r, p, maxmem: 256 * 2 ** ln * r };
          scrypt(password.normalize('NFKC'), salt, KEY_BYTES, options, (error, key) =>
            error ? reject(error) : resolve(key),
          );
        }),
    );
  const hash = async (password: string) => {
    const salt = randomBytes(SALT_BYTES);
    const key = await derive(password, salt, cost);
    const { ln, r, p } = cost;
    return `$scrypt$ln=${ln},r=${r},p=${p}$${toText(salt)}$${toText(key)}`;
  };
  return {
    hash,
    verify: async (password, stored) => {
      const parsed = parseHash(stored);
      if (!parsed) return false;
      const key = await derive(password, parsed.salt, parsed.parameters);
      return key.length === parsed.key.length && timingSafeEqual(key, parsed.key);
    },
    first: (task) => favoured.run(true, task),
    waste: async (password) => {
      await derive(password, randomBytes(SALT_BYTES), cost);
    },
    count: () => hashed,
    isWeak: (stored) => needsRehash(stored, cost),
  };
}

function needsRehash(stored: string, cost: PasswordCost): boolean {
  const parameters = parseHash(stored)?.parameters;
  return !parameters || parameters.ln < cost.ln || parameters.r < cost.r || parameters.p < cost.p;
}

function parseHash(stored: string) {
  const found = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w+/]+)\$([\w+/]+)$/.exec(
    stored,
  );
  if (!found) return undefined;
  const [, ln, r, p, salt = '', key = ''] = found;
  const parameters = { ln: Number(ln), r: Number(r), p: Number(p) };
  if (parameters.ln > 20 || parameters.r > 32 || parameters.p > 16) return undefined;
  return { parameters, salt: Buffer.from(salt, 'base64'), key: Buffer.from(key, 'base64') };
}

const toText = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '');

function openGate(isFavoured: () => boolean) {
  let running = 0;
  const favoured: (() => void)[] = [];
  const others: (() => void)[] = [];
  return async <T>(task: () => Promise<T>): Promise<T> => {
    if (running >= AT_ONCE) {
      const waiting = isFavoured() ? favoured : others;
      if (waiting.length >= QUEUE)
        throw new AppError('unavailable', 'Too many people are signing in; try again in a moment');
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running++;
    try {
      return await task();
    } finally {
      const next = favoured.shift() ?? others.shift();
      if (next) next();
      else running--;
    }
  };
}
