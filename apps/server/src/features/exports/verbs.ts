import type { Readable } from 'node:stream';
import type { Ctx } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import type { ExportRequest } from './schemas.ts';

/** A file on its way to the client. The name is safe in a header: ASCII, no quotes. */
export type ExportedFile = {
  readonly name: string;
  readonly mediaType: string;
  readonly body: Readable;
};

export async function exportLaps(_ctx: Ctx, _request: ExportRequest): Promise<ExportedFile> {
  throw new AppError('not_implemented', 'Exporting is not there yet');
}
