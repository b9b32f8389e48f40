import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Deps } from '../../deps.ts';
import type { Queue, QueueMessage } from '../../queues/queue.ts';
import { receiveAll } from '../../queues/receive.ts';
import { takeVerdict, type Verdict } from './scan.ts';

const VISIBLE_AFTER_SECONDS = 60;
const AGAIN_SECONDS = 10;
/** Of all that the scanner says, the one word that means it looked and found nothing. */
const CLEAN = 'NO_THREATS_FOUND';

const Event = Type.Object({ source: Type.String(), 'detail-type': Type.String() });
const ScanResult = Type.Object({
  source: Type.Literal('aws.guardduty'),
  'detail-type': Type.Literal('GuardDuty Malware Protection Object Scan Result'),
  detail: Type.Object({
    s3ObjectDetails: Type.Object({ bucketName: Type.String(), objectKey: Type.String() }),
    scanResultDetails: Type.Object({ scanResultStatus: Type.String() }),
  }),
});

type Place = { readonly bucket: string; readonly prefix: string };

/** Takes the events of the bucket from their queue: what the scanner of uploads says. */
export function startObjectEvents(
  deps: Deps,
  queue: Queue,
): { readonly stop: () => Promise<void> } {
  const stopping = new AbortController();
  const place = placeOf(deps.config.OBJECT_STORE_URL);
  const running = receiveAll(queue, {
    visibleAfterSeconds: VISIBLE_AFTER_SECONDS,
    log: deps.log,
    signal: stopping.signal,
    take: async (messages) => {
      await Promise.all(messages.map((message) => takeEvent(deps, queue, place, message)));
    },
  });
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function takeEvent(
  deps: Deps,
  queue: Queue,
  place: Place | undefined,
  { id, body, receipt, deliveries }: QueueMessage,
): Promise<void> {
  try {
    const verdict = readVerdict(body, place);
    if (verdict) await takeVerdict(deps, verdict);
    await queue.remove([receipt]);
  } catch (error) {
    deps.log.error(
      { err: error, messageId: id, deliveries },
      'an object event could not be taken; it comes again, or goes where dead letters go',
    );
    await queue.hide([receipt], AGAIN_SECONDS).catch(() => undefined);
  }
}

/**
 * The verdict of an event on an object of ours; undefined for any other event, and for other buckets: the scanner's events
 * of all of them come by the same bus. Throws for what is no event.
 */
function readVerdict(body: string, place: Place | undefined): Verdict | undefined {
  const event: unknown = JSON.parse(body);
  if (!Value.Check(Event, event)) throw new TypeError('This message is no event');
  if (event.source !== 'aws.guardduty') return undefined;
  if (!Value.Check(ScanResult, event)) {
    if (event['detail-type'] === ScanResult.properties['detail-type'].const)
      throw new TypeError('This scan result is not written as it should be');
    return undefined;
  }
  const { s3ObjectDetails, scanResultDetails } = event.detail;
  const { bucketName, objectKey } = s3ObjectDetails;
  if (!place || bucketName !== place.bucket || !objectKey.startsWith(place.prefix))
    return undefined;
  const verdict = scanResultDetails.scanResultStatus;
  return { key: objectKey.slice(place.prefix.length), clean: verdict === CLEAN, verdict };
}

/** Bucket and prefix of the object store; undefined where it is a folder. */
function placeOf(storeUrl: string): Place | undefined {
  if (!storeUrl.startsWith('s3://')) return undefined;
  const { hostname, pathname } = new URL(storeUrl);
  const prefix = pathname.replace(/^\/+|\/+$/g, '');
  return { bucket: hostname, prefix: prefix === '' ? '' : `${prefix}/` };
}
