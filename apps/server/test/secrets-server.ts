import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { signatureProblem } from './aws-signature.ts';

const KEYS = { service: 'secretsmanager', accessKey: 'test-key', secretKey: 'test-secret' };
const TARGET = 'secretsmanager.';

/**
 * A small AWS Secrets Manager for tests: one secret, read by GetSecretValue of its JSON 1.1 protocol, each request's
 * signature checked.
 */
export class SecretsServer {
  static readonly accessKey = KEYS.accessKey;
  static readonly secretKey = KEYS.secretKey;
  static readonly arn = 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:outlap-auth-AbCdEf';
  value: string;
  /** Whether it answers at all. */
  isAway = false;
  /** What was asked, `GetSecretValue`. */
  readonly asked: string[] = [];
  readonly #server = createServer((request, response) => {
    void buffer(request).then((body) => {
      const { status, answer } = this.#answer(request, body);
      response
        .writeHead(status, { 'content-type': 'application/x-amz-json-1.1' })
        .end(JSON.stringify(answer));
    });
  });

  constructor(value: string) {
    this.value = value;
  }

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }

  #answer(request: Parameters<typeof signatureProblem>[0], body: Buffer) {
    const problem = signatureProblem(request, body, KEYS);
    if (problem) return { status: 400, answer: { __type: `${problem}Exception` } };
    if (this.isAway) return { status: 400, answer: { __type: 'DecryptionFailure' } };
    const target = String(request.headers['x-amz-target']);
    this.asked.push(target.slice(TARGET.length));
    const { SecretId } = JSON.parse(body.toString()) as { SecretId: string };
    if (target !== `${TARGET}GetSecretValue` || SecretId !== SecretsServer.arn)
      return { status: 400, answer: { __type: 'ResourceNotFoundException' } };
    const ARN = SecretsServer.arn;
    return { status: 200, answer: { ARN, Name: 'outlap-auth', SecretString: this.value } };
  }
}
