import type { TrayItem } from './import-tray.svelte.ts';

const ADVICE: Readonly<Record<string, string>> = {
  mapping_needed: 'Say which column is the time and what the others are.',
  format_unknown: 'Export it from the program it comes from as CSV and import that.',
  format_unsupported:
    'This kind is known but cannot be read yet. Export it as CSV and import that.',
  file_damaged: 'Copy the file from the logger once more and import the copy.',
  file_truncated: 'The recording was cut off. Copy it once more, or import another one.',
  file_empty: 'There is nothing in it. Copy the file once more.',
  file_too_large: 'Cut the recording into parts, or raise the limit on the server.',
  no_samples: 'The recording has no samples; nothing was driven while it ran.',
  file_quarantined:
    'The malware scan did not find it clean. The file is kept apart and not read; check it before you import another copy.',
  companion_without_recording: 'Drop the .ld of the same name together with it.',
  unreachable: 'Start the server, then import the file again.',
};

export function adviceFor(code: string): string {
  return (
    ADVICE[code] ?? 'Nothing was stored. Import it again; if it stays, the server’s log says more.'
  );
}

/** What is being done with a file, in a word or two. */
export function stateWords(item: TrayItem): string {
  if (item.error) return 'Not imported';
  if (!item.import) return item.uploaded < 1 ? 'Sending' : 'Sent';
  if (item.import.state === 'done') return item.import.duplicate ? 'Already there' : 'Imported';
  const words = {
    scanning: 'Looking for malware',
    queued: 'Waiting',
    reading: 'Reading',
    analysing: 'Finding laps',
    storing: 'Storing',
    failed: 'Not imported',
  } as const;
  return words[item.import.state];
}

/** Sending is the first third of the way. */
export function shareDone({ import: one, uploaded }: TrayItem): number {
  return one ? 1 / 3 + (2 / 3) * one.progress : uploaded / 3;
}
