import type { Ctx } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import type { CompareQuery, Comparisons } from './schemas.ts';

export async function compare(_ctx: Ctx, _query: CompareQuery): Promise<Comparisons> {
  throw new AppError('not_implemented', 'Comparing is not there yet');
}
