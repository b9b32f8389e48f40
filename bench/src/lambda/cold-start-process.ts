// One cold start: loads the file that is named, hands it one event, says how long both took, and ends.
import { pathToFileURL } from 'node:url';

type Handler = (event: unknown, context: object) => Promise<{ readonly statusCode: number }>;

const [, , path = '', method = 'GET', url = '/', body = ''] = process.argv;
const started = performance.now();
const { handler } = (await import(pathToFileURL(path).href)) as { handler: Handler };
const importMs = performance.now() - started;
const event = {
  version: '2.0',
  rawPath: url,
  rawQueryString: '',
  headers: { host: 'auth.example.org', 'content-type': 'application/json' },
  ...(body !== '' && { body: body.replace('a@', `a${process.pid}@`) }),
  isBase64Encoded: false,
  requestContext: {
    requestId: 'bench',
    stage: '$default',
    // Another one each time: who signs in wrongly again and again is made to wait.
    http: { method, sourceIp: `192.0.2.${1 + (process.pid % 250)}` },
  },
};
const asked = performance.now();
const { statusCode } = await handler(event, {});
const firstMs = performance.now() - asked;
process.stdout.write(`${JSON.stringify({ importMs, firstMs, statusCode })}\n`);
process.exit();
