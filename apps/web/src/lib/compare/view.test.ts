import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareAddress, type CompareView, EMPTY_VIEW, parseView, toSearch } from './view.ts';

const parse = (search: string) => parseView(new URLSearchParams(search));
const round = (value: number, decimals: number) => Number(value.toFixed(decimals));

const view = fc
  .record({
    ids: fc.uniqueArray(fc.uuid(), { minLength: 2, maxLength: 9 }),
    channels: fc.option(
      fc.uniqueArray(fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }), {
        maxLength: 9,
      }),
    ),
    x: fc.constantFrom('distance' as const, 'time' as const),
    range: fc.option(fc.tuple(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 1, max: 900 }))),
    cursor: fc.option(fc.double({ min: 0, max: 20_000, noNaN: true })),
    colour: fc.constantFrom('delta', 'speed', 'speed@canbus', 'Öl, Druck & mehr'),
    focused: fc.boolean(),
  })
  .map(({ ids, channels, x, range, cursor, colour, focused }): CompareView => {
    const [reference = null, ...laps] = ids;
    const decimals = x === 'time' ? 3 : 1;
    return {
      reference,
      laps,
      focus: focused ? (laps.at(-1) ?? null) : null,
      channels,
      x,
      from: range ? range[0] : null,
      to: range ? range[0] + range[1] : null,
      cursor: cursor === null ? null : round(cursor, decimals),
      colour,
    };
  });

test('a link reopens the view it was made from', () => {
  fc.assert(
    fc.property(view, (original) => {
      // Names that are not valid text on their own cannot be in an address.
      fc.pre((original.channels ?? []).every((name) => name.isWellFormed()));
      expect(parse(toSearch(original))).toEqual(original);
    }),
    { seed: 11 },
  );
});

test('what is not understood is left out', () => {
  expect(parse('?reference=1;drop&laps=,,x&from=5&to=1&cursor=NaN&x=sideways')).toEqual({
    ...EMPTY_VIEW,
  });
});

test('the reference is not compared with itself, no lap twice', () => {
  const [a, b] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'];
  expect(parse(`?reference=${a}&laps=${a},${b},${b}`)).toMatchObject({ reference: a, laps: [b] });
  expect(compareAddress(a, [b])).toBe(`/compare?reference=${a}&laps=${b}`);
});

test('an empty view has an empty search', () => {
  expect(toSearch(EMPTY_VIEW)).toBe('');
});
