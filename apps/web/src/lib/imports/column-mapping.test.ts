import { expect, test } from 'vitest';
import type { ImportColumns } from '../api.ts';
import { findRepeated, guessTimeColumn, toChoices, toMapping } from './column-mapping.ts';

const columns: ImportColumns = {
  certain: false,
  reasons: ['no column of time'],
  mapping: null,
  columns: [
    { index: 0, header: 'v', unit: 'km/h', samples: ['1', '2'] },
    { index: 1, header: 'Time (s)', unit: 's', samples: ['0', '0.1'] },
    { index: 2, header: 'v', unit: '', samples: ['3', '4'] },
  ],
};

test('the column that looks like time is offered first', () => {
  expect(guessTimeColumn(columns)).toBe(1);
});

test('a mapping has every named column but the time', () => {
  const choices = toChoices(columns);
  expect(findRepeated(choices, 1)).toEqual(['v']);
  const [first, , last] = choices;
  if (first) first.name = 'speed';
  if (last) last.name = ' ';
  expect(findRepeated(choices, 1)).toEqual([]);
  expect(toMapping(null, choices, 1, 'ms')).toMatchObject({
    timeColumn: 1,
    timeUnit: 'ms',
    columns: { '0': { name: 'speed', unit: 'km/h' } },
  });
  expect(Object.keys(toMapping(null, choices, 1, 'ms').columns)).toEqual(['0']);
});
