import type { Library } from './auth.ts';
import { ADDRESS_HEADER, LIBRARY_PATH } from './auth.ts';
import { LOGIN_COOKIE, readLoginCookie, toLoginCookie } from './login-cookie.ts';
import { HASH_PREFIX, hashToken } from './hash-token.ts';
import type { Secrets } from '../secrets.ts';
import type { IdentityStore } from '../store/store.ts';

/** One call of the library, as its front door passes it on. */
export type LibraryCall = {
  /** Within the library: `/sign-in/email`. */
  readonly path: string;
  readonly method?: 'GET' | 'POST';
  readonly query?: Readonly<Record<string, string>>;
  /** JSON, or the very bytes of a form with their media type. */
  readonly body?: unknown;
  readonly form?: { readonly bytes: Uint8Array; readonly mediaType: string };
  /** The login session of who calls, from a token that was checked. */
  readonly loginSessionId?: string | undefined;
  /** The `Cookie` header of who calls. */
  readonly cookies?: string | undefined;
  readonly address: string;
  readonly userAgent?: string | undefined;
  readonly origin?: string;
};

export type LibraryAnswer = {
  readonly status: number;
  /** Parsed JSON, or null. */
  readonly body: unknown;
  readonly location: string | undefined;
  /** `Set-Cookie` lines to pass on; the one of the login session is not among them. */
  readonly cookies: readonly string[];
  /** A login session that this call began. */
  readonly login: { readonly loginSessionId: string; readonly userId: string } | undefined;
};

export type CallLibrary = (call: LibraryCall) => Promise<LibraryAnswer>;

type Parts = {
  readonly library: Library;
  readonly publicUrl: string;
  readonly secrets: Secrets;
  readonly store: IdentityStore;
};

export async function callLibrary(parts: Parts, call: LibraryCall): Promise<LibraryAnswer> {
  const response = await parts.library.handler(toRequest(parts, call));
  const text = await response.text();
  const lines = response.headers.getSetCookie();
  const own = lines.find((line) => line.startsWith(`${LOGIN_COOKIE}=`));
  return {
    status: response.status,
    body: parseOrNull(text),
    location: response.headers.get('location') ?? undefined,
    cookies: lines
      .filter((line) => !line.startsWith(`${LOGIN_COOKIE}=`))
      .map((line) => (parts.publicUrl.startsWith('https:') ? `${line}; Secure` : line)),
    login: own === undefined ? undefined : await findLogin(parts.store, own),
  };
}

function toRequest({ publicUrl, secrets }: Parts, call: LibraryCall): Request {
  const url = new URL(publicUrl + LIBRARY_PATH + call.path);
  for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.set(name, value);
  const cookies = toCookies(secrets, call);
  const headers = new Headers({
    origin: call.origin ?? new URL(publicUrl).origin,
    [ADDRESS_HEADER]: call.address,
    ...(call.userAgent !== undefined && { 'user-agent': call.userAgent }),
    ...(cookies.length > 0 && { cookie: cookies.join('; ') }),
  });
  const method = call.method ?? 'POST';
  if (method === 'GET') return new Request(url, { method, headers });
  headers.set('content-type', call.form?.mediaType ?? 'application/json');
  const body = call.form ? Uint8Array.from(call.form.bytes) : JSON.stringify(call.body ?? {});
  return new Request(url, { method, headers, body });
}

/** The library's own cookies of who calls; the one of the login session is never theirs but ours. */
function toCookies(secrets: Secrets, { cookies = '', loginSessionId }: LibraryCall): string[] {
  const kept = cookies
    .split(';')
    .map((cookie) => cookie.trim())
    .filter((cookie) => cookie.startsWith('outlap.') && !cookie.startsWith(`${LOGIN_COOKIE}=`));
  return loginSessionId === undefined
    ? kept
    : [...kept, `${LOGIN_COOKIE}=${toLoginCookie(secrets, loginSessionId)}`];
}

async function findLogin(store: IdentityStore, line: string) {
  const value = line.slice(LOGIN_COOKIE.length + 1).split(';')[0] ?? '';
  const token = readLoginCookie(value);
  if (token === '' || token.startsWith(HASH_PREFIX)) return undefined;
  const row = await store.findOne('session', [{ field: 'token', value: hashToken(token) }]);
  return row && { loginSessionId: String(row['id']), userId: String(row['userId']) };
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
