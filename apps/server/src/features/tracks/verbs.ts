import type { Ctx } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import type { Layout } from '../../resources/layout.ts';
import type { Track } from './schemas.ts';
export async function listTracks(_c: Ctx): Promise<{ items: Track[] }> { throw new AppError('not_implemented', ''); }
export async function getLayout(_c: Ctx, _id: string): Promise<Layout> { throw new AppError('not_implemented', ''); }
