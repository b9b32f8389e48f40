/** What an adapter says besides data, by what has to be done about it. */
export type Status =
  | 'no-data'
  | 'stopped'
  | 'unable-to-connect'
  | 'bus-fault'
  | 'settings-lost'
  | 'buffer-full'
  | 'unknown-command'
  | 'asleep';

export type Lines = {
  /** Lines of hex digits, without spaces, as `7E8034105 7B` or `0:490201…`. */
  readonly data: readonly string[];
  /** Every line that is no status, as it came: what AT commands answer. */
  readonly texts: readonly string[];
  readonly statuses: ReadonlySet<Status>;
  readonly damaged: number;
};

// Spaces are gone and letters are upper case when these are looked for; a status may be glued to data on both sides.
const SIGNS: readonly (readonly [RegExp, Status | 'progress' | 'damaged'])[] = [
  [/.*<?(?:DATA|RX)ERROR.*/g, 'damaged'],
  [/BUSINIT:?\.*ERROR/g, 'bus-fault'],
  [/BUSBUSY|BUSERROR|FBERROR/g, 'bus-fault'],
  [/CANERROR|ERR\d\d|LVRESET/g, 'settings-lost'],
  [/BUSINIT:?\.*(?:OK)?/g, 'progress'],
  [/SEARCHING:?\.*/g, 'progress'],
  [/UNABLETOCONNECT/g, 'unable-to-connect'],
  [/BUFFERFULL/g, 'buffer-full'],
  [/!?(?:ACT|LP)ALERT/g, 'asleep'],
  [/NODATA/g, 'no-data'],
  [/STOPPED/g, 'stopped'],
  [/^\.*ERROR$/g, 'bus-fault'],
  [/^\?+$/g, 'unknown-command'],
];

const DATA = /^(?:[0-9A-F]:)?[0-9A-F]*$/;

/** Reads an answer up to its prompt: echo and rubbish off, data and status told apart even where they are glued. */
export function readLines(answer: string, command: string): Lines {
  const data: string[] = [];
  const texts: string[] = [];
  const statuses = new Set<Status>();
  let damaged = 0;
  for (const line of clean(answer)) {
    let rest = withoutEcho(squeeze(line), squeeze(command));
    for (const [pattern, meaning] of SIGNS) {
      const without = rest.replace(pattern, '');
      if (without === rest) continue;
      rest = without;
      if (meaning === 'damaged') damaged++;
      else if (meaning !== 'progress') statuses.add(meaning);
    }
    if (rest === '') continue;
    texts.push(rest === squeeze(line) ? line : rest);
    if (DATA.test(rest)) data.push(rest);
  }
  return { data, texts, statuses, damaged };
}

function clean(answer: string): string[] {
  return answer
    .replace(/[^\x20-\x7e\r\n\t]/g, '')
    .split(/[\r\n>]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

const squeeze = (text: string) => text.replace(/\s+/g, '').toUpperCase();

// A short command (03) could begin a data line by chance, so it is an echo only where it stands alone.
function withoutEcho(line: string, command: string): string {
  if (command === '') return line;
  if (line === command) return '';
  return command.length >= 4 && line.startsWith(command) ? line.slice(command.length) : line;
}
