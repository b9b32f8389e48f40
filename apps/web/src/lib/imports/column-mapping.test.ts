import { expect, test } from 'vitest';
import type { ImportColumns } from '../api.ts';
import { findRepeated, toChoices, toMapping } from './column-mapping.ts';

const detection: ImportColumns = {
  certain: false,
  doubt: 'Which column is the time?',
  mapping: {
    delimiter: ';',
    decimalComma: true,
    headerRow: 0,
    unitRow: null,
    firstDataRow: 1,
    timeColumn: 1,
    timeUnit: 's',
    columns: { '2': { name: 'throttle', unit: '%' } },
  },
  columns: [
    { index: 0, header: 'v', unit: 'km/h', suggestedName: '', samples: ['1', '2'] },
    { index: 1, header: 'T', unit: 's', suggestedName: '', samples: ['0', '0,1'] },
    { index: 2, header: 'tps', unit: '', suggestedName: 'x', samples: ['3', '4'] },
    { index: 3, header: 'rev', unit: '', suggestedName: 'engineSpeed', samples: ['5', '6'] },
  ],
};

test('what was detected is the start, then what is suggested, then the header', () => {
  expect(toChoices(detection).map(({ name, unit }) => [name, unit])).toEqual([
    ['v', 'km/h'],
    ['T', 's'],
    ['throttle', '%'],
    ['engineSpeed', ''],
  ]);
});

test('a mapping has every named column but the time', () => {
  const choices = toChoices(detection);
  const [first, , , last] = choices;
  if (first) first.name = 'throttle';
  if (last) last.name = ' ';
  expect(findRepeated(choices, 1)).toEqual(['throttle']);
  expect(findRepeated(choices, 2)).toEqual([]);
  if (first) first.name = ' speed ';
  expect(toMapping(detection.mapping, choices, 1, 'ms')).toEqual({
    ...detection.mapping,
    timeUnit: 'ms',
    columns: { '0': { name: 'speed', unit: 'km/h' }, '2': { name: 'throttle', unit: '%' } },
  });
});
