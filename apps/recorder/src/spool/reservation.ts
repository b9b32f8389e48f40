import { closeSync, fdatasyncSync, openSync, readSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { isDiskTrouble } from './files.ts';

const SLOT_BYTES = 16;
const BLOCK = 1000;

/**
 * Numbers that may be given out, made durable in blocks before the first of each is used: after a power cut no seq is
 * given out twice. Two slots in a file of fixed size are written in turn and in place, which works on a full disk too.
 */
export class Reservation {
  readonly #file: number;
  readonly #durable: boolean;
  #upTo = 0;
  #turn = 0;

  /** `durable` false: without fsync, for those who asked for it. */
  constructor(path: string, durable: boolean) {
    this.#durable = durable;
    this.#file = openOrCreate(path);
    const bytes = Buffer.alloc(2 * SLOT_BYTES);
    readSync(this.#file, bytes, 0, bytes.length, 0);
    for (const at of [0, SLOT_BYTES]) {
      const slot = bytes.subarray(at, at + SLOT_BYTES);
      if (slot.readUInt32LE(12) !== crc32(slot.subarray(0, 12))) continue;
      this.#upTo = Math.max(this.#upTo, slot.readDoubleLE(0));
      this.#turn = Math.max(this.#turn, slot.readUInt32LE(8));
    }
  }

  /** Highest number that may have been given out. */
  get upTo(): number {
    return this.#upTo;
  }

  /** Makes sure that `seq` may be used. */
  cover(seq: number): void {
    if (seq > this.#upTo) this.#write(seq + BLOCK - 1);
  }

  /** Gives back what was not used, at an orderly end. */
  close(last: number): void {
    try {
      if (last >= this.#upTo) return;
      // Both slots: the larger number of the other one would win.
      this.#write(last);
      this.#write(last);
    } catch (error) {
      // What is not given back is told as a gap.
      if (!isDiskTrouble(error)) throw error;
    } finally {
      closeSync(this.#file);
    }
  }

  /** Closes the file as it is. */
  abandon(): void {
    closeSync(this.#file);
  }

  #write(upTo: number): void {
    const slot = Buffer.alloc(SLOT_BYTES);
    slot.writeDoubleLE(upTo, 0);
    slot.writeUInt32LE(++this.#turn >>> 0, 8);
    slot.writeUInt32LE(crc32(slot.subarray(0, 12)), 12);
    writeSync(this.#file, slot, 0, SLOT_BYTES, (this.#turn % 2) * SLOT_BYTES);
    if (this.#durable) fdatasyncSync(this.#file);
    this.#upTo = upTo;
  }
}

function openOrCreate(path: string): number {
  try {
    return openSync(path, 'r+');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const file = openSync(path, 'wx+');
    try {
      writeSync(file, Buffer.alloc(2 * SLOT_BYTES));
    } catch (trouble) {
      closeSync(file);
      throw trouble;
    }
    return file;
  }
}
