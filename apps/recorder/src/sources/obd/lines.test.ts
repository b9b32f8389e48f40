import { expect, test } from 'vitest';
import { readLines } from './lines.ts';

const read = (answer: string, command = '0100') => {
  const { data, texts, statuses, damaged } = readLines(answer, command);
  return { data, texts, statuses: [...statuses], damaged };
};

test('data with and without spaces, line feeds and NUL bytes', () => {
  expect(read('7E8 06 41 00 BE 3F A8 13 \r\r>').data).toEqual(['7E8064100BE3FA813']);
  expect(read('\0\0' + '7E8064100BE3FA813\r\n\u00fc\r\n>').data).toEqual(['7E8064100BE3FA813']);
  expect(read('7e8 03 41 05 7b\r>', '0105').data).toEqual(['7E80341057B']);
});

test('an echo is no data, alone or glued', () => {
  expect(read('0100\r7E8064100BE3FA813\r>').data).toEqual(['7E8064100BE3FA813']);
  expect(read('010C410C1AF8\r>', '010C').data).toEqual(['410C1AF8']);
  expect(read('03\r43010133\r>', '03').data).toEqual(['43010133']);
  expect(read('ATE0\rOK\r>', 'ATE0').texts).toEqual(['OK']);
  expect(read('AT RV\r12.4V\r>', 'ATRV').texts).toEqual(['12.4V']);
});

test.each([
  ['SEARCHING...4100BE3FA813', [], ['4100BE3FA813']],
  ['SEARCHING...\r7E8064100BE3FA813', [], ['7E8064100BE3FA813']],
  ['BUS INIT: ...OK\r4100BE3FA813', [], ['4100BE3FA813']],
  ['BUS INIT: ...OK4100BE3FA813', [], ['4100BE3FA813']],
  ['BUS INIT: ...ERROR', ['bus-fault'], []],
  ['BUS INIT:ERROR', ['bus-fault'], []],
  ['BUS BUSY', ['bus-fault'], []],
  ['BUS ERROR', ['bus-fault'], []],
  ['FB ERROR', ['bus-fault'], []],
  ['SEARCHING...UNABLE TO CONNECT', ['unable-to-connect'], []],
  ['CAN ERROR', ['settings-lost'], []],
  ['ERR94', ['settings-lost'], []],
  ['LV RESET', ['settings-lost'], []],
  ['NO DATA', ['no-data'], []],
  ['STOPPED', ['stopped'], []],
  ['7E8037F0112STOPPED', ['stopped'], ['7E8037F0112']],
  ['7E8101349040135BUFFER FULL', ['buffer-full'], ['7E8101349040135']],
  ['?', ['unknown-command'], []],
  ['!ACT ALERT', ['asleep'], []],
  ['LP ALERT', ['asleep'], []],
])('%j', (answer, statuses, data) => {
  expect(read(`${answer}\r\r>`)).toMatchObject({ statuses, data, damaged: 0 });
});

test('a damaged line is dropped, and no other', () => {
  for (const mark of ['<DATA ERROR', 'DATA ERROR', '<RX ERROR'])
    expect(read(`48 6B 10 41 05 7B 3C\r48 6B 11 41 05 ${mark}\r>`, '0105')).toEqual({
      data: ['486B1041057B3C'],
      texts: ['48 6B 10 41 05 7B 3C'],
      statuses: [],
      damaged: 1,
    });
});

test('what an AT command answers keeps its letters', () => {
  expect(read('ATZ\r\r\rELM327 v1.5\r\r>', 'ATZ').texts).toEqual(['ELM327 v1.5']);
  expect(read('A6\r\r>', 'ATDPN').texts).toEqual(['A6']);
});
