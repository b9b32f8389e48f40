/**
 * A file behind HTTP ranges. Ranges asked for in the same turn are fetched together: those that lie closer than a round
 * trip is worth become one request. The end of the file, which every reader needs first, is kept. The first answer tells
 * which version of the file is read; what follows is asked for and taken of that one only.
 */
type Range = { readonly start: number; readonly end: number };
type Wanted = Range & {
  readonly done: (bytes: Uint8Array) => void;
  readonly fail: (cause: unknown) => void;
};

const NEAR_BYTES = 48 * 1024;

/** Another file lies under the address than the one that was opened: its parts do not fit together. */
export class FileChanged extends Error {
  readonly byteLength: number;

  constructor(byteLength: number) {
    super('The lap was analysed again while it was read.');
    this.byteLength = byteLength;
  }
}

export class RangedFile {
  readonly byteLength: number;
  private readonly urlOf: (version?: string) => string;
  private version: string | undefined;
  private readonly fetch: typeof globalThis.fetch;
  private waiting: Wanted[] = [];
  private tail: { start: number; bytes: Uint8Array } | undefined;

  constructor(
    urlOf: (version?: string) => string,
    byteLength: number,
    fetch: typeof globalThis.fetch,
  ) {
    this.urlOf = urlOf;
    this.byteLength = byteLength;
    this.fetch = fetch;
  }

  slice(start: number, end: number): Promise<Uint8Array> {
    const { tail } = this;
    if (tail && start >= tail.start)
      return Promise.resolve(tail.bytes.subarray(start - tail.start, end - tail.start));
    return new Promise((done, fail) => {
      this.waiting.push({ start, end, done, fail });
      if (this.waiting.length === 1) queueMicrotask(() => this.flush());
    });
  }

  private flush(): void {
    const wanted = this.waiting;
    this.waiting = [];
    for (const group of groupRanges(wanted)) {
      this.load(group).then(
        (bytes) => {
          if (group.end === this.byteLength) this.tail = { start: group.start, bytes };
          for (const { start, end, done } of group.members)
            done(bytes.subarray(start - group.start, end - group.start));
        },
        (cause: unknown) => group.members.forEach(({ fail }) => fail(cause)),
      );
    }
  }

  private async load({ start, end }: Range): Promise<Uint8Array> {
    const { fetch } = this;
    const headers = { range: `bytes=${start}-${end - 1}` };
    const response = await fetch(this.urlOf(this.version), { headers });
    const { status } = response;
    const bytes = new Uint8Array(await response.arrayBuffer());
    const size = status === 200 ? bytes.length : sizeOf(response);
    if (status !== 200 && status !== 206 && !(status === 416 && size !== undefined))
      throw new Error(`The lap file cannot be read: the server answered ${status}.`);
    this.check(size, versionOf(response));
    return status === 200 ? bytes.subarray(start, end) : bytes;
  }

  private check(size = this.byteLength, version = this.version): void {
    this.version ??= version;
    if (size !== this.byteLength || version !== this.version) throw new FileChanged(size);
  }
}

function sizeOf({ headers }: Response): number | undefined {
  const [, size] = /\/(\d+)$/.exec(headers.get('content-range') ?? '') ?? [];
  return size === undefined ? undefined : Number(size);
}

function versionOf({ headers }: Response): string | undefined {
  return /^(?:W\/)?"(.*)"$/.exec(headers.get('etag') ?? '')?.[1];
}

/** Ranges as few requests: sorted, those less than 48 kB apart joined. */
export function groupRanges<R extends Range>(
  ranges: readonly R[],
): (Range & { readonly members: R[] })[] {
  const groups: { start: number; end: number; members: R[] }[] = [];
  for (const range of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = groups.at(-1);
    if (last && range.start - last.end <= NEAR_BYTES) {
      last.end = Math.max(last.end, range.end);
      last.members.push(range);
    } else groups.push({ start: range.start, end: range.end, members: [range] });
  }
  return groups;
}
