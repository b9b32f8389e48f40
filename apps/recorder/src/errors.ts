/** Every way in which a command can end badly: its exit code, and what the person can do about it. */
const ERRORS = {
  usage: { exitCode: 2, hint: 'See: outlap help' },
  file_not_readable: { exitCode: 3, hint: 'Check the path and the permissions.' },
  file_refused: {
    exitCode: 3,
    hint: 'Check that the file is a recording and that it is complete.',
  },
  lap_not_found: { exitCode: 4, hint: 'List the laps with: outlap inspect FILE' },
  not_comparable: {
    exitCode: 5,
    hint: 'Both laps have to be of one layout, driven the same way round.',
  },
  server_unreachable: {
    exitCode: 6,
    hint: 'Start it with npm start, or name it with --server or OUTLAP_URL.',
  },
  not_signed_in: { exitCode: 18, hint: 'Sign in with outlap login, or set OUTLAP_TOKEN.' },
  sign_in_refused: { exitCode: 19, hint: 'Begin again with outlap login.' },
  server_refused: { exitCode: 7, hint: 'The server says why.' },
  output_not_writable: {
    exitCode: 8,
    hint: 'Name another file with --out, or use --force to overwrite.',
  },
  spool_in_use: {
    exitCode: 12,
    hint: 'Stop the other recorder, or give this one a folder of its own with --spool.',
  },
  spool_not_writable: {
    exitCode: 13,
    hint: 'Check the space and the permissions of the folder, or name another one with --spool.',
  },
  adapter_not_usable: {
    exitCode: 14,
    hint: 'Name the adapter with --port: tcp://HOST:PORT, or a serial port where serialport is installed.',
  },
  address_not_usable: {
    exitCode: 15,
    hint: 'Another program may listen there: name another address with --listen HOST:PORT.',
  },
  iracing_not_available: {
    exitCode: 16,
    hint: 'The live memory of iRacing is read on Windows, on the computer it runs on, with koffi installed.',
  },
  spool_not_found: { exitCode: 17, hint: 'Name the folder that outlap record was given.' },
} as const satisfies Record<string, { exitCode: number; hint: string }>;

export type CommandErrorCode = keyof typeof ERRORS;

export class CommandError extends Error {
  override name = 'CommandError';
  readonly code: CommandErrorCode;
  constructor(code: CommandErrorCode, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.code = code;
  }
  get exitCode(): number {
    return ERRORS[this.code].exitCode;
  }
  get hint(): string {
    return ERRORS[this.code].hint;
  }
}
