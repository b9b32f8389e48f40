import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export type AwsKeys = {
  readonly service: string;
  readonly accessKey: string;
  readonly secretKey: string;
};

type Parts = [
  key: string,
  date: string,
  region: string,
  service: string,
  signedHeaders: string,
  signature: string,
];

/** What is wrong with the AWS signature (version 4, in the header) of a request; undefined where nothing is. */
export function signatureProblem(
  request: IncomingMessage,
  body: Buffer,
  { service, accessKey, secretKey }: AwsKeys,
): string | undefined {
  const parts =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      request.headers.authorization ?? '',
    );
  if (!parts) return 'MissingAuthenticationToken';
  const [key, date, region, named, signedHeaders, signature] = parts.slice(1) as Parts;
  if (key !== accessKey || named !== service) return 'UnrecognizedClient';
  if (!signedHeaders.split(';').includes('host')) return 'IncompleteSignature';
  const bodyHash = createHash('sha256').update(body).digest('hex');
  const canonical = [
    request.method,
    request.url,
    '',
    ...signedHeaders
      .split(';')
      .map((name) => `${name}:${String(request.headers[name]).trim().replaceAll(/ +/g, ' ')}`),
    '',
    signedHeaders,
    bodyHash,
  ].join('\n');
  const hash = createHash('sha256').update(canonical).digest('hex');
  const scope = `${date}/${region}/${service}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'], scope, hash].join('\n');
  const signingKey = [date, region, service, 'aws4_request'].reduce<Buffer | string>(
    (outer, part) => createHmac('sha256', outer).update(part).digest(),
    `AWS4${secretKey}`,
  );
  const expected = createHmac('sha256', signingKey).update(text).digest();
  const isRight = timingSafeEqual(expected, Buffer.from(signature, 'hex'));
  return isRight ? undefined : 'InvalidSignature';
}
