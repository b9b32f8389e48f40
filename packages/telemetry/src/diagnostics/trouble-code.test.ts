import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CODE_TEXTS } from './code-texts.ts';
import { isTroubleCode, readTroubleCode } from './trouble-code.ts';

test('common codes have a text of their own', () => {
  expect(readTroubleCode('P0301')).toMatchObject({ text: 'Cylinder 1 misfires', known: true });
  expect(readTroubleCode('p0133')).toMatchObject({
    code: 'P0133',
    text: 'Oxygen sensor 1 of bank 1: reacts too slowly',
  });
  expect(readTroubleCode('P0420')?.text).toMatch(/Catalyst of bank 1/);
  expect(readTroubleCode('P0362')?.text).toMatch(/Ignition coil L/);
  expect(readTroubleCode('U0100')).toMatchObject({ system: 'network', origin: 'standard' });
});

test('every text belongs to a code of the standard, is short and ends without a full stop', () => {
  expect(CODE_TEXTS.size).toBeGreaterThanOrEqual(150);
  for (const [code, text] of CODE_TEXTS) {
    expect(isTroubleCode(code), code).toBe(true);
    expect(readTroubleCode(code)?.origin, code).toBe('standard');
    expect(text.length, code).toBeLessThanOrEqual(90);
    expect(text, code).toMatch(/[^.!\s]$/);
  }
});

test('other codes are read by their structure', () => {
  expect(readTroubleCode('P0399')).toMatchObject({
    known: false,
    text: 'P03xx: ignition or misfire',
    origin: 'standard',
  });
  expect(readTroubleCode('P1345')).toMatchObject({ origin: 'maker', area: 'ignition or misfire' });
  expect(readTroubleCode('P1345')?.text).toBe(
    'P13xx: ignition or misfire; the maker says what exactly',
  );
  expect(readTroubleCode('P0AFF')?.area).toBe('hybrid or electric drive');
  expect(readTroubleCode('P3099')?.origin).toBe('maker');
  expect(readTroubleCode('P3499')).toMatchObject({ origin: 'standard', area: 'cylinder shut-off' });
  expect(readTroubleCode('C1234')).toMatchObject({ system: 'chassis', origin: 'maker' });
  expect(readTroubleCode('B0001')).toMatchObject({ system: 'body', origin: 'standard' });
  expect(readTroubleCode('U3000')).toMatchObject({ system: 'network', origin: 'standard' });
});

test('what is no code has no reading, and every code has one', () => {
  for (const text of ['', 'P01', 'X0100', 'P4000', 'P01330', 'P0G00'])
    expect(readTroubleCode(text), text).toBeUndefined();
  const code = fc
    .tuple(fc.constantFrom('P', 'C', 'B', 'U'), fc.integer({ min: 0, max: 0x3fff }))
    .map(([letter, value]) => letter + value.toString(16).toUpperCase().padStart(4, '0'));
  fc.assert(
    fc.property(code, (text) => {
      const read = readTroubleCode(text);
      expect(read?.code).toBe(text);
      expect(read?.text).not.toMatch(/undefined/);
      expect(read?.area).not.toBe('');
    }),
  );
});
