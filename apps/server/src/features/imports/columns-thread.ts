// A thread that looks how a CSV is laid out, for a person to say what its columns are.
import { workerData } from 'node:worker_threads';
import { decodeHead, detectCsv } from '@outlap/formats';
import { AppError } from '../../errors.ts';
import { openObject } from '../../objects/byte-source.ts';
import type { ObjectStoreSettings } from '../../objects/object-store.ts';
import { openObjectStore } from '../../objects/open.ts';
import { answerTasks } from '../../threads/tasks.ts';
import type { ImportColumns } from './schemas.ts';

const HEAD_BYTES = 65_536;
const store = await openObjectStore(workerData as ObjectStoreSettings);

answerTasks(async (input): Promise<ImportColumns> => {
  const { key } = input as { key: string };
  const source = await openObject(store, key);
  if (!source) throw new AppError('object_missing', 'The file is gone');
  try {
    const head = toUtf8(await source.read(0, HEAD_BYTES));
    const found = detectCsv(head, source.size <= HEAD_BYTES);
    return {
      certain: found.confidence === 'sure',
      doubt: found.doubt,
      mapping: { ...found.mapping, columns: { ...found.mapping.columns } },
      columns: found.columns.map(({ header, unit, suggestedName, sample }, index) => ({
        index,
        header,
        unit,
        suggestedName,
        samples: [...sample],
      })),
    };
  } finally {
    await source.close();
  }
});

function toUtf8(head: Uint8Array): Uint8Array {
  const isUtf16 = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  return isUtf16 ? new TextEncoder().encode(decodeHead(head)) : head;
}
