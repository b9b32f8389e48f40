import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeMessage, encodeMessage } from './codec.ts';
import { SUBPROTOCOLS } from './messages.ts';
import { encodeSamples, joinViewerFrame } from './viewer-frame.ts';

const samples = fc.record(
  {
    sessionId: fc.uuid(),
    seconds: fc
      .array(fc.double({ noNaN: true, min: 0, max: 1e5 }))
      .map((s) => Float64Array.from(s)),
    columns: fc.array(
      fc.oneof(
        fc.array(fc.float()).map((values) => Float32Array.from(values)),
        fc.array(fc.option(fc.string())),
      ),
      { maxLength: 30 },
    ),
    history: fc.boolean(),
    receivedAt: fc.double({ noNaN: true, min: 0, max: 2e12 }),
    takenAt: fc.double({ noNaN: true, min: 0, max: 2e12 }),
  },
  { requiredKeys: ['seconds', 'columns'] },
);

test.each(SUBPROTOCOLS)(
  'samples joined with an id read as the whole message would: %s',
  (subprotocol) => {
    fc.assert(
      fc.property(samples, fc.string({ minLength: 1, maxLength: 100 }), (given, id) => {
        const joined = joinViewerFrame(id, encodeSamples(given, subprotocol));
        const whole = { type: 'frame', id, ...given } as { type: string };
        expect(decodeMessage(joined)).toEqual(decodeMessage(encodeMessage(whole, subprotocol)));
      }),
      { seed: 11 },
    );
  },
);
