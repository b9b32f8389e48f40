import { describe, expect, test } from 'vitest';
import { FAULTS } from './faults/faults.ts';
import { createRandom } from './faults/random.ts';

// The short form of `npm run faults`.
const SEED = 7;

describe('nothing is lost and nothing is stored twice', () => {
  for (const [index, { fault, short }] of FAULTS.entries()) {
    if (short === 0) continue;
    const missing = fault.missing?.();
    if (missing && process.env['CI'] === 'true')
      test(`${fault.name} (needs ${missing})`, () => expect.fail(`CI needs ${missing}`));
    else if (missing) {
      console.warn(`SKIPPED ${fault.name}: needs ${missing}`);
      test.skip(`${fault.name} (needs ${missing})`, () => undefined);
    } else
      test(`${fault.name} × ${short}`, { timeout: 240_000 }, async () => {
        const random = createRandom(SEED * 1000 + index);
        const result = await fault.run({ times: short, random });
        expect(result).toMatchObject({ lost: 0, twice: 0 });
        expect(result.samples).toBeGreaterThan(0);
      });
  }
});
