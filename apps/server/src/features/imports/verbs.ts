import type { Ctx } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import type { Upload } from '../../http/uploads.ts';
import type { CsvMapping, Import, ImportColumns } from './schemas.ts';
export async function startImports(_c: Ctx, _u: AsyncIterable<Upload>): Promise<{ items: Import[] }> { throw new AppError('not_implemented', ''); }
export async function listImports(_c: Ctx, _q: { state?: 'active' | 'all' }): Promise<{ items: Import[] }> { throw new AppError('not_implemented', ''); }
export async function getImport(_c: Ctx, _id: string, _w: number): Promise<Import> { throw new AppError('not_implemented', ''); }
export async function getImportColumns(_c: Ctx, _id: string): Promise<ImportColumns> { throw new AppError('not_implemented', ''); }
export async function mapImport(_c: Ctx, _id: string, _m: CsvMapping): Promise<Import> { throw new AppError('not_implemented', ''); }
export async function deleteImport(_c: Ctx, _id: string): Promise<void> { throw new AppError('not_implemented', ''); }
