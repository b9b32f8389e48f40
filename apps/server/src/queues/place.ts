import { isLoopback } from '../config.ts';

/** Where a queue is. */
export type QueuePlace = {
  readonly url: string;
  readonly region: string;
  readonly endpoint: string | undefined;
  /** One on this machine, which asks for no credentials. */
  readonly isLocal: boolean;
};

const AWS_HOST = /^sqs\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?$/;

/**
 * Reads `sqs://region/account/name?endpoint=…`, or the queue's own address as AWS prints it; undefined for anything else.
 */
export function parseQueuePlace(text: string): QueuePlace | undefined {
  const url = URL.parse(text);
  if (!url || !/^\/[^/]+\/[^/]+$/.test(url.pathname)) return undefined;
  if (url.protocol === 'https:') {
    const region = AWS_HOST.exec(url.hostname)?.[1];
    return region === undefined
      ? undefined
      : { url: url.href, region, endpoint: undefined, isLocal: false };
  }
  if (url.protocol !== 'sqs:' || !/^[a-z0-9-]+$/.test(url.hostname)) return undefined;
  const region = url.hostname;
  const given = url.searchParams.get('endpoint');
  if (given === null) {
    const suffix = region.startsWith('cn-') ? '.cn' : '';
    return {
      url: `https://sqs.${region}.amazonaws.com${suffix}${url.pathname}`,
      region,
      endpoint: undefined,
      isLocal: false,
    };
  }
  const endpoint = URL.parse(given);
  if (!endpoint || !/^https?:$/.test(endpoint.protocol)) return undefined;
  return {
    url: `${endpoint.origin}${url.pathname}`,
    region,
    endpoint: endpoint.origin,
    isLocal: isLoopback(endpoint.hostname.replace(/^\[|\]$/g, '')),
  };
}
