import type { Ctx } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import type { StoredFile } from '../../http/object-reply.ts';
import type { LapInContext } from '../../resources/lap.ts';
import type { LapDetail, LapQuery } from './schemas.ts';
export async function listLaps(_c: Ctx, _q: LapQuery): Promise<{ items: LapInContext[]; nextCursor: string | null }> { throw new AppError('not_implemented', ''); }
export async function getLap(_c: Ctx, _id: string): Promise<LapDetail> { throw new AppError('not_implemented', ''); }
export async function getLapFile(_c: Ctx, _id: string): Promise<StoredFile> { throw new AppError('not_implemented', ''); }
export async function readLapColumns(_c: Ctx, _id: string, _q: { channels: string }): Promise<Uint8Array> { throw new AppError('not_implemented', ''); }
