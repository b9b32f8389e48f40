import type { Finding } from '@outlap/telemetry';
import { expect, test } from 'vitest';
import { findingWords } from './finding-words.ts';

const finding: Finding = {
  kind: 'corner',
  number: 3,
  startMetres: 1,
  endMetres: 2,
  lossSeconds: 0.21,
  cause: 'slower-minimum',
  amount: 4.4704,
  unit: 'm/s',
  text: 'Carries 16 km/h less through 3: 0.21 s',
};

test('the time stands in its own column, the speed in the unit of choice', () => {
  expect(findingWords(finding, 'km/h')).toBe('Carries 16 km/h less through 3');
  expect(findingWords(finding, 'mph')).toBe('Carries 10 mph less through 3');
});

test('a name with a colon stays whole', () => {
  const text = 'Brakes 14 m earlier into S: 2: 0.18 s';
  expect(findingWords({ ...finding, text, unit: 'm', amount: 14 }, 'mph')).toBe(
    'Brakes 14 m earlier into S: 2',
  );
});
