import type { Recording } from '@outlap/telemetry';
import { type ByteSource, fromBytes } from './bytes.ts';
import { toByteText } from './delimited/head.ts';
import { FormatError } from './errors.ts';
import type { ReadOptions } from './format.ts';
import { isRczListing, rcz } from './rcz/read.ts';
import { describeFormats, FORMATS, SNIFF_BYTES, sniffFormat } from './sniff/formats.ts';
import { gunzip, isGzip } from './sniff/gzip.ts';
import { isZip, LARGEST_EXPANDED_BYTES, listZip, unzip } from './sniff/zip.ts';

const MOST_WRAPPINGS = 2;

/**
 * Reads one recorded file of any known format, out of a gzip or a zip too when there is exactly one in it, and text in
 * UTF-16 too. Times, names and units as in `Recording`. Throws FormatError: `file_empty`, `format_unknown`, `file_too_large` and whatever
 * the format itself refuses.
 */
export async function readRecording(
  source: ByteSource,
  options: ReadOptions = {},
): Promise<Recording> {
  return readWrapped(source, options, 0);
}

async function readWrapped(
  given: ByteSource,
  options: ReadOptions,
  wrappings: number,
): Promise<Recording> {
  const source = await toByteText(given);
  const head = await source.read(0, SNIFF_BYTES);
  if (isGzip(head)) {
    checkDepth(wrappings);
    const { bytes, cut } = await gunzip(source);
    const inner = options.fileName?.replace(/\.gz$/i, '');
    const recording = await readWrapped(fromBytes(bytes), named(options, inner), wrappings + 1);
    return cut ? withWarning(recording, 'The gzip around the file is cut or damaged.') : recording;
  }
  const format = sniffFormat(head, source.size, options.fileName);
  if (format) return format.read(source, options);
  if (isZip(head)) return readZip(source, options, wrappings);
  throw new FormatError('format_unknown', `${describeUnknown(head)} ${advice()}`);
}

async function readZip(
  source: ByteSource,
  options: ReadOptions,
  wrappings: number,
): Promise<Recording> {
  checkDepth(wrappings);
  if (source.size > LARGEST_EXPANDED_BYTES) {
    throw new FormatError('file_too_large', 'An archive of more than 512 MiB is not opened.');
  }
  const bytes = await source.read(0, source.size);
  const names = listZip(bytes)
    .map(({ name }) => name)
    .filter((name) => !/(^|\/)(\.|__MACOSX\/)/.test(name));
  if (isRczListing(names)) return rcz.read(source, options);
  const companions = names.filter((name) => /\.ldx$/i.test(name));
  const others = names.filter((name) => !companions.includes(name));
  const known = others.filter(hasKnownExtension);
  const [only, second] = others.length === 1 ? others : known;
  if (only === undefined) {
    throw new FormatError('format_unknown', `The archive holds no recording. ${advice()}`);
  }
  if (second !== undefined) {
    throw new FormatError(
      'format_unsupported',
      'The archive holds several files. Unpack it and give them one by one.',
    );
  }
  const contents = unzip(bytes, (name) => name === only || companions.includes(name));
  const inner = contents.get(only) ?? new Uint8Array(0);
  const companion = companions.length === 1 ? contents.get(companions[0] ?? '') : undefined;
  const inside: ReadOptions = {
    ...named(options, only.slice(only.lastIndexOf('/') + 1)),
    ...(companion && !options.companion ? { companion: fromBytes(companion) } : {}),
  };
  return readWrapped(fromBytes(inner), inside, wrappings + 1);
}

function checkDepth(wrappings: number): void {
  if (wrappings < MOST_WRAPPINGS) return;
  throw new FormatError('format_unsupported', 'Archives inside archives are not opened.');
}

function hasKnownExtension(name: string): boolean {
  const lower = name.toLowerCase().replace(/\.gz$/, '');
  return FORMATS.some(({ extensions }) => extensions.some((ending) => lower.endsWith(ending)));
}

const named = (options: ReadOptions, fileName: string | undefined): ReadOptions =>
  fileName === undefined ? options : { ...options, fileName };

function withWarning(recording: Recording, warning: string): Recording {
  const { report } = recording;
  return { ...recording, report: { ...report, warnings: [...report.warnings, warning] } };
}

function describeUnknown(head: Uint8Array): string {
  if (head[0] === 0x3c && head[1] === 0x68) {
    return 'This looks like an AiM binary log; export it from Race Studio as CSV.';
  }
  return 'No known kind of recording has such a beginning.';
}

const advice = (): string => `What can be read: ${describeFormats()}.`;
