/** Random access to the bytes of a file: a buffer, an open file, a Blob or a ranged download. */
export type ByteSource = {
  readonly size: number;
  /** Bytes from `offset`, at most `length`; fewer only at the end of the file. */
  readonly read: (offset: number, length: number) => Promise<Uint8Array>;
};

export function fromBytes(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
  };
}
