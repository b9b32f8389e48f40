import { CborWriter } from './cbor-write.ts';
import { tagOfType, typeOfColumn } from './columns.ts';
import type { Column, FrameInput, FramePart } from './messages.ts';

/** A frame as canonical CBOR bytes. */
export function encodeFrame(frame: FrameInput): Uint8Array<ArrayBuffer> {
  const out = new CborWriter(256 + sizeOf(frame));
  const events = frame.events ?? [];
  out.map(5 + (frame.lane ? 1 : 0) + (events.length > 0 ? 1 : 0));
  out.entry('type').text('frame');
  out.entry('seq').unsigned(frame.seq);
  out.entry('sentAt').float64(frame.sentAt);
  if (frame.lane) out.entry('lane').text(frame.lane);
  out.entry('parts').array(frame.parts.length);
  for (const part of frame.parts) writePart(out, part);
  if (events.length > 0) out.entry('events').any(events);
  return out.checksum();
}

function sizeOf({ parts }: FrameInput): number {
  let size = 0;
  for (const { columns } of parts) {
    size += 80;
    for (const column of columns)
      size += 8 + (ArrayBuffer.isView(column) ? column.byteLength : column.length * 16);
  }
  return size;
}

function writePart(out: CborWriter, part: FramePart): void {
  out.map(part.offsets ? 5 : 4);
  out.entry('group').unsigned(part.group);
  out.entry('start').float64(part.start);
  out.entry('count').unsigned(part.count);
  if (part.offsets) writeColumn(out.entry('offsets'), part.offsets);
  out.entry('columns').array(part.columns.length);
  for (const column of part.columns) writeColumn(out, column);
}

function writeColumn(out: CborWriter, column: Column): void {
  const type = typeOfColumn(column);
  if (type === 'text') {
    out.any(column);
    return;
  }
  const { buffer, byteOffset, byteLength } = column as Float32Array;
  out.tag(tagOfType(type)).bytes(new Uint8Array(buffer, byteOffset, byteLength));
}
