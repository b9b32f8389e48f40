// PostgreSQL's binary COPY format: a header, rows (a count of fields, each with its length), and -1 at the end. A table is
// read in ranges and lies in the backup as one stream of this format, as `\copy … with (format binary)` takes it.
import { Bytes } from './tar.ts';

const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');
const HEADER_BYTES = SIGNATURE.length + 8;
const END = Buffer.from([0xff, 0xff]);

/** Joins the outputs of several COPY of one table into one. */
export async function* joinCopies(
  copies: AsyncIterable<AsyncIterable<Uint8Array>>,
): AsyncGenerator<Uint8Array> {
  yield Buffer.concat([SIGNATURE, Buffer.alloc(8)]);
  for await (const copy of copies) {
    let skipped = 0;
    let tail: Uint8Array = new Uint8Array();
    for await (const chunk of copy) {
      const kept = chunk.subarray(Math.min(chunk.length, HEADER_BYTES - skipped));
      skipped += chunk.length - kept.length;
      const all = tail.length === 0 ? kept : Buffer.concat([tail, kept]);
      const end = Math.max(0, all.length - END.length);
      if (end > 0) yield all.subarray(0, end);
      tail = all.subarray(end);
    }
    if (!END.equals(tail)) throw new Error('The database broke off in the middle of a table');
  }
  yield END;
}

/** The rows of such a stream in complete streams of about `bytes` each, with the number of their rows. */
export async function* splitCopy(
  copy: AsyncIterable<Uint8Array>,
  bytes: number,
): AsyncGenerator<{ readonly rows: number; readonly copy: Buffer }> {
  const source = new Bytes(copy);
  const header = await source.take(HEADER_BYTES);
  if (!header.subarray(0, SIGNATURE.length).equals(SIGNATURE))
    throw new Error('A table of the backup is damaged');
  let held: Buffer[] = [];
  let rows = 0;
  let rest = Buffer.alloc(0);
  let isOver = false;
  const flush = () => {
    const result = { rows, copy: Buffer.concat([header, ...held, END]) };
    held = [];
    rows = 0;
    return result;
  };
  for (;;) {
    const chunk = await source.next(bytes);
    if (!chunk) break;
    if (isOver) throw new Error('A table of the backup goes on behind its end');
    rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    const whole = wholeRows(rest);
    rows += whole.rows;
    isOver = whole.isOver;
    if (whole.end > 0) held.push(rest.subarray(0, whole.end));
    rest = rest.subarray(whole.isOver ? whole.end + END.length : whole.end);
    if (held.reduce((sum, part) => sum + part.length, 0) >= bytes) yield flush();
  }
  if (!isOver || rest.length > 0) throw new Error('A table of the backup ends too early');
  if (rows > 0) yield flush();
}

type Whole = { readonly rows: number; readonly end: number; readonly isOver: boolean };

/** How many rows are complete, and where the last of them ends. */
function wholeRows(bytes: Buffer): Whole {
  let rows = 0;
  for (let end = 0; ; rows++) {
    if (end + 2 > bytes.length) return { rows, end, isOver: false };
    const fields = bytes.readInt16BE(end);
    if (fields === -1) return { rows, end, isOver: true };
    const next = endOfRow(bytes, end + 2, fields);
    if (next === undefined) return { rows, end, isOver: false };
    end = next;
  }
}

function endOfRow(bytes: Buffer, start: number, fields: number): number | undefined {
  let at = start;
  for (let field = 0; field < fields; field++) {
    if (at + 4 > bytes.length) return undefined;
    at += 4 + Math.max(0, bytes.readInt32BE(at));
  }
  return at <= bytes.length ? at : undefined;
}
