/**
 * Text of a recording's file: UTF-16 or UTF-8 where a byte order mark says so, else UTF-8 when every byte fits,
 * else Windows-1252 (undefined bytes become control characters). Never throws; the mark is not part of the text.
 */
export function decodeText(bytes: Uint8Array): string {
  return decode(bytes, false);
}

/** Text of the first bytes of a file, for sniffing: a character cut at the end does not change the encoding. */
export function decodeHead(head: Uint8Array): string {
  return decode(head, true);
}

function decode(bytes: Uint8Array, stream: boolean): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream });
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** Lines of a text, split at CR LF, LF or CR; an end of line at the very end makes no extra line. */
export function splitLines(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
