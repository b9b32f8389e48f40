import type { Readable } from 'node:stream';

/** One file of a form. Its stream must be read to the end before the next file comes. */
export type Upload = {
  readonly fileName: string;
  readonly stream: Readable;
  /** Whether the stream was cut because the file is larger than the server takes; known when it has ended. */
  readonly isCut: () => boolean;
};
