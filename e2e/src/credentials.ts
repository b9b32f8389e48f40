/** What lets a test into the servers it has started: an API key of each, by the server's address. */
const keys = new Map<string, string>();
let newest = '';

const SCOPES = ['read', 'record', 'write', 'diagnostics', 'admin'];

export type Login = { readonly accessToken: string; readonly refreshToken: string };

/** Signs in with the ticket that a server printed, as its first browser would, and makes a key for programs. */
export async function signInByTicket(address: string, ticket: string): Promise<Login> {
  const login = await post<Login>(`${address}/auth/ticket`, { ticket });
  const key = { name: 'test', scopes: SCOPES, expiresInDays: null };
  const headers = { authorization: `Bearer ${login.accessToken}` };
  const { secret } = await post<{ secret: string }>(`${address}/api/keys`, key, headers);
  keys.set(address, secret);
  newest = secret;
  return login;
}

/** New tokens for those of a login. */
export function refresh(address: string, { refreshToken }: Login): Promise<Login> {
  return post(`${address}/auth/refresh`, { refreshToken });
}

/** The key of a server; behind a proxy of the tests, that of the server which was started last. */
export function keyOf(address: string): string {
  return keys.get(new URL(address).origin) ?? newest;
}

export function headersOf(address: string): { authorization: string } {
  return { authorization: `Bearer ${keyOf(address)}` };
}

/** `fetch` with the key of the server that is asked. */
export const fetchSignedIn: typeof fetch = (input, init) => {
  const request = new Request(input, init);
  request.headers.set('authorization', headersOf(request.url).authorization);
  return fetch(request);
};

async function post<T>(url: string, body: object, headers: object = {}): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}
