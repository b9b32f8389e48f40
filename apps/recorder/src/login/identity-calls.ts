import { CommandError } from '../errors.ts';
import type { World } from '../world.ts';
import type { Tokens } from './store.ts';
import packageJson from '../../package.json' with { type: 'json' };

export type TokenAnswer = {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresIn: number;
  readonly user: { readonly name: string; readonly email: string | null };
};

/** An answer that is a problem, by the code a program decides by. */
type Refusal = { readonly status: number; readonly code: string; readonly detail: string };
export type Answered<T> = { readonly ok: T } | { readonly refused: Refusal };

const SYSTEMS: Readonly<Record<string, string>> = {
  darwin: 'macOS',
  linux: 'Linux',
  win32: 'Windows',
};
const SYSTEM = SYSTEMS[process.platform] ?? process.platform;
export const USER_AGENT = `outlap/${packageJson.version} (${SYSTEM})`;

/** Asks a server something that needs no tokens. Throws `server_unreachable`. */
export async function post<T>(
  world: World,
  server: string,
  path: string,
  body: object,
): Promise<Answered<T>> {
  const response = await world
    .fetch(`${server}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': USER_AGENT },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    })
    .catch((error: unknown) => {
      throw new CommandError('server_unreachable', `No answer from ${server}`, { cause: error });
    });
  if (response.status === 204) return { ok: undefined as T };
  const answer: unknown = await response.json().catch(() => ({}));
  if (response.ok) return { ok: answer as T };
  const { code = `status ${response.status}`, detail = '' } = answer as Partial<Refusal>;
  return { refused: { status: response.status, code, detail } };
}

export function toTokens({ accessToken, refreshToken, expiresIn }: TokenAnswer): Tokens {
  return { accessToken, refreshToken, expiresAt: Date.now() + expiresIn * 1000 };
}
