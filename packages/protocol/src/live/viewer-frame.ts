// A viewer's frame in two pieces: the samples, which are the same for everyone who watches the same channels at the same
// rate and are encoded once, and the viewer's own name for its subscription, put before them.
import { encodeMessage } from './codec.ts';
import type { Subprotocol, ViewerFrame } from './messages.ts';

/** The samples of a frame as they go over the wire, without `type` and `id`. */
export type ViewerSamples = Omit<ViewerFrame, 'type' | 'id'>;
export type EncodedSamples =
  | { readonly subprotocol: 'outlap.v1.cbor'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly subprotocol: 'outlap.v1.json'; readonly text: string };

const MAP_OF_NONE = 0xa0;

/** Encodes the samples of a frame once for all its viewers. */
export function encodeSamples(samples: ViewerSamples, subprotocol: Subprotocol): EncodedSamples {
  // The message is cut behind the head of its map, where it has room for two entries more.
  const message = encodeMessage(samples as unknown as { type: string }, subprotocol);
  return typeof message === 'string'
    ? { subprotocol: 'outlap.v1.json', text: message.slice(1) }
    : { subprotocol: 'outlap.v1.cbor', bytes: message };
}

/** The whole frame of one subscription: the same as `encodeMessage` of a ViewerFrame. */
export function joinViewerFrame(
  id: string,
  samples: EncodedSamples,
): Uint8Array<ArrayBuffer> | string {
  if (samples.subprotocol === 'outlap.v1.json')
    return `{"type":"frame","id":${JSON.stringify(id)},${samples.text}`;
  const head = encodeMessage({ type: 'frame', id } as { type: string }, 'outlap.v1.cbor');
  const { bytes } = samples;
  const whole = new Uint8Array(head.length - 1 + bytes.length);
  whole.set(head as Uint8Array);
  whole.set(bytes.subarray(1), head.length);
  const entries = (head[0] as number) - MAP_OF_NONE + ((bytes[0] ?? 0) - MAP_OF_NONE);
  whole[0] = MAP_OF_NONE + entries;
  return whole;
}
