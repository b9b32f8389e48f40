import { createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { guardedLookup, type Reach, refusalOfUrl } from './webhook-address.ts';

const LONGEST_MS = 10_000;

export type Webhook = {
  readonly url: string;
  /** The same for every try: the receiver drops what it has seen. */
  readonly id: string;
  readonly body: string;
  /** Seconds since 1970; part of what is signed, so that an old request cannot be sent again. */
  readonly timestamp: number;
};
export type WebhookRules = {
  /** One key, or while receivers change several separated by commas, newest first. */
  readonly secret: string;
  readonly hosts: readonly string[];
  readonly reach?: Reach;
};

/** `sha256=` and the HMAC-SHA-256 of `timestamp.body` in hexadecimal. */
export function signatureOf(secret: string, timestamp: number, body: string): string {
  const hmac = createHmac('sha256', secret).update(`${timestamp}.${body}`);
  return `sha256=${hmac.digest('hex')}`;
}

/**
 * Signed with the oldest key, which every receiver knows, in the header it has always looked at; with the newest in another
 * one, for those who have changed already. With one key there is one header.
 */
function signaturesOf({ timestamp, body }: Webhook, secret: string): Record<string, string> {
  const keys = secret.split(',').map((key) => key.trim());
  const newest = keys[0] ?? '';
  const oldest = keys.at(-1) ?? '';
  return {
    'x-outlap-signature': signatureOf(oldest, timestamp, body),
    ...(newest !== oldest && { 'x-outlap-signature-next': signatureOf(newest, timestamp, body) }),
  };
}

/** Posts a webhook; returns once the receiver answered 2xx. Redirects are not followed. Throws with the reason. */
export async function sendWebhook(
  webhook: Webhook,
  { secret, hosts, reach = 'house' }: WebhookRules,
): Promise<void> {
  if (secret === '') throw new Error('There is no key to sign webhooks with (WEBHOOK_SECRET)');
  const refusal = refusalOfUrl(webhook.url, hosts, reach);
  if (refusal) throw new Error(refusal);
  const url = new URL(webhook.url);
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const status = await new Promise<number>((resolve, reject) => {
    const call = request(
      url,
      {
        method: 'POST',
        agent: false,
        lookup: guardedLookup(hosts, reach),
        signal: AbortSignal.timeout(LONGEST_MS),
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(webhook.body),
          'user-agent': 'Outlap',
          'x-outlap-delivery': webhook.id,
          'x-outlap-timestamp': String(webhook.timestamp),
          ...signaturesOf(webhook, secret),
        },
      },
      (response) => {
        resolve(response.statusCode ?? 0);
        // What else the receiver says is of no use, and might never end.
        response.destroy();
      },
    );
    call.on('error', reject);
    call.end(webhook.body);
  });
  if (status < 200 || status > 299) throw new Error(`The receiver answered ${status}`);
}
