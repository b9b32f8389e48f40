import { expect, test } from 'vitest';
import { decodeHead, decodeText, splitLines } from './text.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

test('UTF-8 comes first, its mark is dropped', () => {
  expect(decodeText(utf8('\uFEFFKöln'))).toBe('Köln');
  expect(decodeText(utf8('°C'))).toBe('°C');
});

test('bytes that are no UTF-8 are Windows-1252', () => {
  expect(decodeText(Uint8Array.of(0xac, 0x20, 0x53, 0x80))).toBe('¬ S€');
});

test('UTF-16 is known by its mark, in both orders', () => {
  expect(decodeText(Uint8Array.of(0xff, 0xfe, 0x61, 0, 0xb0, 0))).toBe('a°');
  expect(decodeText(Uint8Array.of(0xfe, 0xff, 0, 0x61, 0, 0xb0))).toBe('a°');
});

test('a head cut inside a character stays UTF-8', () => {
  const bytes = utf8('Köln €');
  for (let cut = bytes.length; cut > 6; cut--)
    expect(decodeHead(bytes.subarray(0, cut)).startsWith('Köln')).toBe(true);
  expect(decodeHead(bytes)).toBe('Köln €');
});

test('lines end in CR, LF or both, and the last end makes no line', () => {
  expect(splitLines('a\r\nb\nc\rd\r\n')).toEqual(['a', 'b', 'c', 'd']);
  expect(splitLines('a\n\nb')).toEqual(['a', '', 'b']);
  expect(splitLines('')).toEqual([]);
});
