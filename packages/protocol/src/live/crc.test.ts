import { crc32 as reference } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crc32 } from './crc.ts';

test('the checksum is that of zlib, for any bytes and any part of them', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(50), fc.nat(50), (bytes, a, b) => {
      const from = Math.min(a, bytes.length);
      const to = Math.max(from, bytes.length - b);
      expect(crc32(bytes, from, to)).toBe(reference(bytes.subarray(from, to)));
    }),
  );
});
