import { ApiError } from '../api.ts';

export type Method = 'totp' | 'code' | 'recovery' | 'passkey';
export type Challenge = { readonly challenge: string; readonly methods: readonly Method[] };

const METHODS: readonly Method[] = ['totp', 'passkey', 'code', 'recovery'];

/** The second factor that a refusal asks for. */
export function challengeOf(cause: unknown): Challenge | undefined {
  if (!(cause instanceof ApiError) || cause.code !== 'second_factor_required') return undefined;
  const { challenge, methods } = cause.members;
  return typeof challenge === 'string' && Array.isArray(methods)
    ? { challenge, methods: toMethods(methods) }
    : undefined;
}

/** Known ways, in the order in which they are offered. */
function toMethods(given: readonly unknown[]): Method[] {
  return METHODS.filter((method) => given.includes(method));
}

/** What a redirect left in the address of the sign-in page. */
export function challengeInAddress(search: Pick<URLSearchParams, 'get'>): Challenge | undefined {
  const challenge = search.get('challenge');
  return challenge
    ? { challenge, methods: toMethods((search.get('methods') ?? '').split(',')) }
    : undefined;
}
