import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';

/** In which CloudFront shows what it alone knows; infra/aws has the same name. */
const EDGE_HEADER = 'x-outlap-edge';

/** What API Gateway hands to a function: an HTTP API's request, payload format 2.0, as far as it is used. */
export type HttpEvent = {
  readonly version: string;
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly cookies?: readonly string[];
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: string | null;
  readonly isBase64Encoded: boolean;
  readonly requestContext: {
    readonly requestId: string;
    readonly stage: string;
    readonly http: { readonly method: string; readonly sourceIp: string };
  };
};

/** What it wants back. */
export type HttpResult = {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly body: string;
  readonly isBase64Encoded: boolean;
};

type Injection = {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload?: Buffer;
  readonly remoteAddress: string;
};

type Options = {
  /** Under which name the product knows itself. API Gateway lets requests for no other host through. */
  readonly host: string;
  readonly requestIdHeader: string;
  /** What CloudFront shows in its header; empty: nobody is taken for it. */
  readonly edgeSecret: string;
};

/** The request of an event. What a client says in the headers that are set here is overwritten. */
export function toInjection(
  event: HttpEvent,
  { host, requestIdHeader, edgeSecret }: Options,
): Injection {
  const { requestContext, rawPath, rawQueryString, body } = event;
  const { http, stage, requestId } = requestContext;
  const given = Object.entries(event.headers).filter(
    (header): header is [string, string] => header[1] !== undefined && header[0] !== EDGE_HEADER,
  );
  const cookies = event.cookies ?? [];
  return {
    method: http.method,
    url: pathWithin(stage, rawPath) + (rawQueryString === '' ? '' : `?${rawQueryString}`),
    headers: {
      ...Object.fromEntries(given),
      host,
      [requestIdHeader]: requestId,
      ...(cookies.length > 0 && { cookie: cookies.join('; ') }),
    },
    ...(body && { payload: Buffer.from(body, event.isBase64Encoded ? 'base64' : 'utf8') }),
    remoteAddress: visitorOf(event, edgeSecret),
  };
}

/**
 * Who asks. CloudFront puts the address of its visitor behind those that the visitor sent, and API Gateway may put that
 * of CloudFront behind it; of a caller that is not CloudFront nothing is believed.
 */
function visitorOf({ headers, requestContext }: HttpEvent, edgeSecret: string): string {
  const { sourceIp } = requestContext.http;
  if (!isSame(headers[EDGE_HEADER] ?? '', edgeSecret)) return sourceIp;
  const addresses = (headers['x-forwarded-for'] ?? '').split(',').map((address) => address.trim());
  if (addresses.at(-1) === sourceIp) addresses.pop();
  const address = addresses.at(-1) ?? '';
  return isIP(address) === 0 ? sourceIp : address;
}

/** Takes as long whatever is shown. No secret is nobody's. */
function isSame(shown: string, secret: string): boolean {
  if (secret === '') return false;
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(shown), digest(secret));
}

function pathWithin(stage: string, path: string): string {
  const prefix = `/${stage}`;
  return stage !== '$default' && path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : path;
}

type Answer = {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | number | readonly string[] | undefined>>;
  readonly rawPayload: Buffer;
};

/** The answer as API Gateway wants it: cookies in a list of their own, what is no text in base64. */
export function toResult({ statusCode, headers, rawPayload }: Answer): HttpResult {
  const { 'set-cookie': cookies = [], ...others } = headers;
  const isText = isTextual(String(others['content-type'] ?? 'text/plain'));
  return {
    statusCode,
    headers: Object.fromEntries(
      Object.entries(others)
        .filter(([name, value]) => value !== undefined && !HOP_BY_HOP.includes(name))
        .map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : String(value)]),
    ),
    cookies: Array.isArray(cookies) ? cookies : [String(cookies)],
    body: rawPayload.toString(isText ? 'utf8' : 'base64'),
    isBase64Encoded: !isText,
  };
}

const HOP_BY_HOP = ['connection', 'content-length', 'keep-alive', 'transfer-encoding', 'date'];

function isTextual(mediaType: string): boolean {
  return /^text\/|[/+](json|xml)\b/.test(mediaType);
}
