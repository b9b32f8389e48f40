/**
 * Requests that outlive the access token: a 401 renews the tokens once and sends the request again. One renewal at a
 * time over all tabs and workers of the browser, since a refresh token is good once. No DOM: runs in workers, too.
 */
const RENEWABLE = new Set(['unauthorized', 'access_token_expired']);
const LOCK = 'outlap.renewal';

type Outcome = 'renewed' | 'signed-out' | 'unreachable';
/** Asks the person to sign in again where that can be done; resolves to whether they did. */
type AskAgain = () => Promise<boolean>;

let renewedAt = 0;
let renewing: Promise<Outcome> | undefined;
let askAgain: AskAgain = () => Promise.resolve(false);

// Node has the channel as well and would wait for it for ever; tests of what imports this file do not want that.
const channel = 'location' in globalThis ? new BroadcastChannel(LOCK) : undefined;
channel?.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (typeof data === 'number') renewedAt = Math.max(renewedAt, data);
});

/** What is done when no refresh token is left; the page sets it, workers go without. */
export function whenSignedOut(ask: AskAgain): void {
  askAgain = ask;
}

/** Tells the other tabs and workers that there are new tokens. */
export function noteRenewed(): void {
  renewedAt = Date.now();
  channel?.postMessage(renewedAt);
}

/** `fetch` for our own server. */
export async function authorizedFetch(
  input: RequestInfo | URL,
  init?: RequestInit,
): Promise<Response> {
  const request = new Request(input, init);
  const again = request.clone();
  const sentAt = Date.now();
  const response = await fetch(request);
  if (response.status !== 401 || !(await isRenewable(response))) return response;
  const outcome = await renew(sentAt);
  const isIn = outcome === 'renewed' || (outcome === 'signed-out' && (await askAgain()));
  return isIn ? fetch(again) : response;
}

/** Makes sure of a token that is good now, for requests that cannot be sent twice. */
export async function ensureSignedIn(): Promise<boolean> {
  return (await authorizedFetch('/api/auth/me')).ok;
}

async function isRenewable(response: Response): Promise<boolean> {
  const problem: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  return (
    typeof problem === 'object' &&
    problem !== null &&
    'code' in problem &&
    RENEWABLE.has(String(problem.code))
  );
}

/** New tokens, unless they are newer than the request that was refused. */
function renew(sentAt: number): Promise<Outcome> {
  renewing ??= alone(async () => (renewedAt > sentAt ? 'renewed' : refresh())).finally(
    () => (renewing = undefined),
  );
  return renewing;
}

/** Browsers give locks to secure pages only; elsewhere the server's grace for double sends has to do. */
function alone(task: () => Promise<Outcome>): Promise<Outcome> {
  return 'locks' in navigator ? navigator.locks.request(LOCK, task) : task();
}

async function refresh(): Promise<Outcome> {
  try {
    const { ok, status } = await fetch('/auth/refresh', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    if (ok) noteRenewed();
    if (ok) return 'renewed';
    return status === 401 || status === 403 ? 'signed-out' : 'unreachable';
  } catch {
    return 'unreachable';
  }
}
