import { type LapFile, openLapFile } from '@outlap/formats';
import type { Channel, LapData } from '@outlap/telemetry';
import { decompress } from 'fzstd';
import { authorizedFetch } from '../identity/renewal.ts';
import type { StoredLap } from './messages.ts';
import { FileChanged, RangedFile } from './ranged-file.ts';

type Opened = { readonly file: LapFile; readonly channels: Map<string, Promise<Channel | null>> };

const expand = (bytes: Uint8Array, length: number) => decompress(bytes, new Uint8Array(length));
const MOST_OPEN = 40;

/** Opened laps and the channels read so far; a channel is fetched once. */
export class LapStore {
  private readonly opened = new Map<string, Promise<Opened>>();
  private readonly urlOf: (id: string, version?: string) => string;

  constructor(urlOf: (id: string, version?: string) => string) {
    this.urlOf = urlOf;
  }

  /** The lap with those of the channels that it has; a name without source also finds `name@source`. */
  async read(stored: StoredLap, names: readonly string[]): Promise<LapData> {
    try {
      return await this.readOpened(stored, names);
    } catch (cause) {
      if (!(cause instanceof FileChanged)) throw cause;
      this.opened.delete(stored.id);
      return this.readOpened({ ...stored, fileBytes: cause.byteLength }, names);
    }
  }

  private async readOpened(stored: StoredLap, names: readonly string[]): Promise<LapData> {
    const { file, channels } = await this.open(stored);
    const wanted = [...new Set(names.flatMap((name) => columnOf(file, name) ?? []))];
    const missing = wanted.filter((name) => !channels.has(name));
    if (missing.length > 0) {
      const reading = file.read(missing);
      for (const name of missing) {
        const one = reading.then(
          (lap) => lap.channels.find((channel) => channel.name === name) ?? null,
        );
        one.catch(() => channels.delete(name));
        channels.set(name, one);
      }
    }
    const read = await Promise.all(wanted.flatMap((name) => channels.get(name) ?? []));
    return { lap: file.lap, channels: read.filter((channel) => channel != null) };
  }

  private open({ id, fileBytes }: StoredLap): Promise<Opened> {
    const known = this.opened.get(id);
    if (known) return known;
    if (this.opened.size >= MOST_OPEN) {
      const [oldest] = this.opened.keys();
      if (oldest !== undefined) this.opened.delete(oldest);
    }
    const source = new RangedFile((version) => this.urlOf(id, version), fileBytes, authorizedFetch);
    const opening = openLapFile(
      { byteLength: fileBytes, slice: (start, end) => source.slice(start, end) },
      { decompress: expand },
    ).then((file) => ({ file, channels: new Map() }));
    opening.catch(() => this.opened.delete(id));
    this.opened.set(id, opening);
    return opening;
  }
}

function columnOf({ columns }: LapFile, name: string): string | undefined {
  const column =
    columns.find((known) => known.name === name) ??
    columns.find((known) => known.name.startsWith(`${name}@`));
  return column?.name;
}
