import { createHash, createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

// A small S3 for tests: objects in memory, path style, and every request's AWS signature (version 4, in the header)
// is checked, body hash included. What is not signed with the right secret gets 403.

export type S3Server = {
  readonly url: (bucket: string, prefix?: string) => string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly objects: Map<string, Buffer>;
  readonly close: () => Promise<void>;
};

const ACCESS_KEY = 'test-key';
const SECRET_KEY = 'test-secret';

export async function startS3Server(): Promise<S3Server> {
  const objects = new Map<string, Buffer>();
  const uploads = new Map<string, Map<number, Buffer>>();
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      const problem = signatureProblem(request, body);
      if (problem) return send(response, 403, `<Error><Code>${problem}</Code></Error>`);
      answer(request, body, response);
    });
  });

  const answer = (request: IncomingMessage, body: Buffer, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://s3');
    const [, , ...rest] = url.pathname.split('/');
    const key = decodeURIComponent(rest.join('/'));
    const query = url.searchParams;
    if (request.method === 'GET' && key === '') return send(response, 200, listing(query));
    if (query.has('uploads') || query.has('uploadId'))
      return multipart(request, key, query, body, response);
    single(request, key, body, response);
  };

  const single = (
    request: IncomingMessage,
    key: string,
    body: Buffer,
    response: ServerResponse,
  ) => {
    if (request.method === 'PUT') {
      objects.set(key, toContent(request, body));
      return send(response, 200, '', { etag: '"e"' });
    }
    if (request.method === 'DELETE') {
      objects.delete(key);
      return send(response, 204, '');
    }
    const found = objects.get(key);
    if (!found) return send(response, 404, '<Error><Code>NoSuchKey</Code></Error>');
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    const part = range ? found.subarray(Number(range[1]), Number(range[2]) + 1) : found;
    send(response, range ? 206 : 200, request.method === 'HEAD' ? '' : part, {
      'content-length': String(part.length),
      'last-modified': new Date().toUTCString(),
    });
  };

  const multipart = (
    request: IncomingMessage,
    key: string,
    query: URLSearchParams,
    body: Buffer,
    response: ServerResponse,
  ) => {
    const id = query.get('uploadId') ?? '';
    if (query.has('uploads')) {
      const started = randomUUID();
      uploads.set(started, new Map());
      const xml = `<InitiateMultipartUploadResult><UploadId>${started}</UploadId></InitiateMultipartUploadResult>`;
      return send(response, 200, xml);
    }
    if (request.method === 'PUT') {
      uploads.get(id)?.set(Number(query.get('partNumber')), toContent(request, body));
      return send(response, 200, '', { etag: '"p"' });
    }
    if (request.method === 'POST') {
      const parts = [...(uploads.get(id) ?? [])].sort(([a], [b]) => a - b);
      objects.set(key, Buffer.concat(parts.map(([, part]) => part)));
    }
    uploads.delete(id);
    send(
      response,
      200,
      '<CompleteMultipartUploadResult><ETag>"e"</ETag></CompleteMultipartUploadResult>',
    );
  };

  const listing = (query: URLSearchParams) => {
    const after = query.get('continuation-token') ?? '';
    const keys = [...objects.keys()]
      .sort()
      .filter((key) => key.startsWith(query.get('prefix') ?? ''));
    const page = keys.filter((key) => key > after).slice(0, 3);
    const more = page.length === 3 && page[2] !== keys.at(-1);
    const contents = page.map(
      (key) =>
        `<Contents><Key>${key}</Key><Size>${objects.get(key)?.length}</Size><LastModified>2020-01-01T00:00:00.000Z</LastModified></Contents>`,
    );
    const token = more ? `<NextContinuationToken>${page[2]}</NextContinuationToken>` : '';
    return `<ListBucketResult><IsTruncated>${more}</IsTruncated>${token}${contents.join('')}</ListBucketResult>`;
  };

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    objects,
    accessKey: ACCESS_KEY,
    secretKey: SECRET_KEY,
    url: (bucket, prefix = '') =>
      `s3://${bucket}/${prefix}?region=eu-test-1&endpoint=http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function send(
  response: ServerResponse,
  status: number,
  body: string | Buffer,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/xml', ...headers }).end(body);
}

/** Bodies of unknown length come in the chunked coding of AWS. */
function toContent(request: IncomingMessage, body: Buffer): Buffer {
  if (!request.headers['content-encoding']?.includes('aws-chunked')) return body;
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length;) {
    const end = body.indexOf('\r\n', at);
    const size = Number.parseInt(body.subarray(at, end).toString(), 16);
    if (!(size > 0)) break;
    parts.push(body.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
  return Buffer.concat(parts);
}

function signatureProblem(request: IncomingMessage, body: Buffer): string | undefined {
  const parts =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      request.headers.authorization ?? '',
    );
  if (!parts) return 'AccessDenied';
  const [, accessKey = '', date = '', region = '', signedHeaders = '', signature = ''] = parts;
  if (accessKey !== ACCESS_KEY) return 'InvalidAccessKeyId';
  if (!signedHeaders.split(';').includes('host')) return 'AccessDenied';
  const bodyHash = String(request.headers['x-amz-content-sha256']);
  if (!isHashOf(bodyHash, body)) return 'XAmzContentSHA256Mismatch';
  const expected = expectedSignature(request, { date, region, signedHeaders, bodyHash });
  return timingSafeEqual(expected, Buffer.from(signature, 'hex'))
    ? undefined
    : 'SignatureDoesNotMatch';
}

function isHashOf(hash: string, body: Buffer): boolean {
  return /^(UNSIGNED-PAYLOAD|STREAMING-.*)$/.test(hash) || hash === sha256(body);
}

type Signed = Record<'date' | 'region' | 'signedHeaders' | 'bodyHash', string>;

function expectedSignature(request: IncomingMessage, signed: Signed): Buffer {
  const { date, region, signedHeaders, bodyHash } = signed;
  const path = request.url ?? '/';
  const canonical = [
    request.method,
    new URL(path, 'http://s3').pathname,
    canonicalQuery(path),
    ...signedHeaders
      .split(';')
      .map((name) => `${name}:${String(request.headers[name]).trim().replaceAll(/ +/g, ' ')}`),
    '',
    signedHeaders,
    bodyHash,
  ].join('\n');
  const scope = `${date}/${region}/s3/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'], scope, sha256(canonical)].join(
    '\n',
  );
  const key = ['aws4_request', 's3', region, date].reduceRight<Buffer | string>(
    (inner, part) => hmac(inner, part),
    `AWS4${SECRET_KEY}`,
  );
  return hmac(key, text);
}

function canonicalQuery(path: string): string {
  const encode = (text: string) =>
    encodeURIComponent(text).replaceAll(
      /[!'()*]/g,
      (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  return [...new URL(path, 'http://s3').searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
