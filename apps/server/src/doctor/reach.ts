import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, publicUrlOf } from '../config.ts';
import { isProof, makeMarker } from '../features/health/marker.ts';
import { MARKER_HEADER, MARKER_PROTOCOL, type Seen } from '../features/health/seen.ts';
import { openSecrets, type Secrets } from '../identity/secrets.ts';
import { fine, found, type Look, skipped } from './findings.ts';

const PATIENCE_MS = 10_000;
const BODY_BYTES = 3 * 2 ** 20;
/** Belongs to nobody (RFC 5737). */
const FORGED = '192.0.2.77';
const CHECK = 'public address';

/** Asks the running server by the address that others use. */
export async function lookFromOutside(config: Config): Promise<Look[]> {
  const url = publicUrlOf(config);
  if (config.AUTH_SECRET === '' && !existsSync(join(config.DATA_DIR, 'auth-secret')))
    return [skipped(CHECK, 'the server has never run with this DATA_DIR')];
  const secrets = openSecrets(config);
  const answer = await ask(url, secrets, {});
  if (answer.kind === 'unreachable' && config.PUBLIC_URL === '')
    return [skipped(CHECK, `no server runs at ${url}`)];
  if (answer.kind === 'unreachable') return [found(CHECK, 'public_url_unreachable', answer.detail)];
  if (answer.kind === 'refused' && answer.status === 421)
    return [found(CHECK, 'hosts_lack_public_url', 'answered with 421')];
  if (answer.kind === 'refused') return [found(CHECK, 'public_url_elsewhere', answer.detail)];
  return [
    fine(CHECK, url),
    scheme(url, answer.seen),
    await address(url, secrets, answer.seen),
    await body(url, secrets),
    await socket(url, secrets),
  ];
}

type Answer =
  | { readonly kind: 'seen'; readonly seen: Seen }
  | { readonly kind: 'refused'; readonly status: number; readonly detail: string }
  | { readonly kind: 'unreachable'; readonly detail: string };

type Probe = { readonly bytes?: number; readonly headers?: Readonly<Record<string, string>> };

async function ask(
  url: string,
  secrets: Secrets,
  { bytes = 0, headers = {} }: Probe,
): Promise<Answer> {
  const marker = makeMarker(secrets, new Date());
  try {
    const response = await fetch(`${url}/health/self`, {
      method: 'POST',
      headers: {
        ...headers,
        [MARKER_HEADER]: marker,
        'content-type': 'application/octet-stream',
      },
      body: Buffer.alloc(bytes),
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const { status } = response;
    const text = await response.text();
    if (status !== 200) return { kind: 'refused', status, detail: `status ${status}` };
    const seen = parseSeen(text);
    return seen && isProof(secrets, marker, seen.proof)
      ? { kind: 'seen', seen }
      : { kind: 'refused', status, detail: 'the answer is not of a server with this AUTH_SECRET' };
  } catch (error) {
    return { kind: 'unreachable', detail: reasonOf(error) };
  }
}

function parseSeen(text: string): Seen | undefined {
  try {
    const seen = JSON.parse(text) as Partial<Seen> | null;
    return typeof seen?.proof === 'string' ? (seen as Seen) : undefined;
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? message;
}

function scheme(url: string, seen: Seen): Look {
  const wanted = new URL(url).protocol.slice(0, -1);
  return wanted === seen.scheme
    ? fine('scheme', wanted)
    : found('scheme', 'scheme_lost', `${wanted} outside, ${seen.scheme} inside`);
}

async function address(url: string, secrets: Secrets, seen: Seen): Promise<Look> {
  const check = 'client address';
  if (seen.isForwarded && !seen.isTrusted) return found(check, 'proxy_not_trusted', seen.peer);
  const forged = await ask(url, secrets, { headers: { 'x-forwarded-for': FORGED } });
  if (forged.kind !== 'seen') return skipped(check, 'the second question was not answered');
  return forged.seen.address === FORGED
    ? found(check, 'forged_address_believed')
    : fine(check, seen.isForwarded ? `as ${seen.peer} tells it` : 'that of the connection');
}

async function body(url: string, secrets: Secrets): Promise<Look> {
  const answer = await ask(url, secrets, { bytes: BODY_BYTES });
  if (answer.kind === 'seen' && answer.seen.bytes === BODY_BYTES)
    return fine('uploads', '3 MB come through');
  return found('uploads', 'body_limited', 'detail' in answer ? answer.detail : 'it came cut');
}

async function socket(url: string, secrets: Secrets): Promise<Look> {
  const marker = makeMarker(secrets, new Date());
  const address = `${url.replace(/^http/, 'ws')}/health/self/socket`;
  const client = new WebSocket(address, ['outlap.v1.json', `${MARKER_PROTOCOL}${marker}`]);
  const opened = await new Promise<boolean>((resolve) => {
    client.addEventListener('open', () => resolve(true), { once: true });
    client.addEventListener('error', () => resolve(false), { once: true });
    AbortSignal.timeout(PATIENCE_MS).addEventListener('abort', () => resolve(false));
  });
  client.close();
  return opened ? fine('WebSocket', 'comes through') : found('WebSocket', 'socket_blocked');
}
