import { expect, test } from 'vitest';
import { type Picture, pictureSize, toSvg } from './picture.ts';

const grid = Float64Array.from({ length: 101 }, (_, i) => i * 10);
const picture: Picture = {
  title: 'A & <B>',
  legend: [{ text: 'Lap 1', colour: 'rgb(1 2 3)' }],
  rows: [
    {
      key: 'speed',
      label: 'Speed',
      display: { unit: 'km/h', scale: 1 / 3.6, offset: 0, decimals: 1 },
      step: false,
      kind: 'channel',
      series: [
        {
          id: 'a',
          label: 'Lap 1',
          values: grid.map((metres, i) => (i === 50 ? Number.NaN : 20 + metres / 100)),
          colour: 'rgb(1 2 3)',
          dashed: true,
          front: false,
        },
      ],
    },
  ],
  grid,
  range: { from: 400, to: 600 },
  axisUnit: 'm',
  corners: [
    { at: 500, text: '3' },
    { at: 900, text: '9' },
  ],
  ink: { surface: '#000', text: '#fff', quiet: '#999', grid: '#333' },
};

test('the picture shows the part in view, with its corners and a gap where there is no value', () => {
  const svg = toSvg(picture);
  expect(svg).toContain('A &#38; &#60;B&#62;');
  expect(svg).toContain('>3</text>');
  expect(svg).not.toContain('>9</text>');
  const curve = /d="([^"]*)" fill="none" stroke="rgb\(1 2 3\)"/.exec(svg)?.[1] ?? '';
  expect(curve.match(/M/g)).toHaveLength(2);
  expect(pictureSize(picture)).toEqual({ width: 1600, height: 272 });
});
