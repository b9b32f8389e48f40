import type { Comparison, Refusal } from '@outlap/telemetry';
import { refuseQuarantined } from '../../db/quarantine.ts';
import type { Ctx } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { lapKey } from '../../objects/keys.ts';
import type { LapInContext } from '../../resources/lap.ts';
import { TaskError } from '../../threads/threads.ts';
import { getLaps } from '../laps/verbs.ts';
import { findLayoutResource } from '../tracks/verbs.ts';
import type { CompareAnswer, CompareTask } from './compare-thread.ts';
import type { CompareQuery, Comparisons } from './schemas.ts';

const THREAD = new URL('./compare-thread.ts', import.meta.url);
const LAPS_AT_ONCE = 20;
const GRID_METRES = 5;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Where laps lost or won time against a reference; a lap that cannot be compared says why in its place. */
export async function compare(ctx: Ctx, query: CompareQuery): Promise<Comparisons> {
  const [reference, ...laps] = await getLaps(ctx, [query.reference, ...parseIds(query.laps)]);
  if (!reference) throw new AppError('lap_not_found', 'There is no such lap');
  await refuseQuarantined(
    ctx,
    [reference, ...laps].map(({ sessionId }) => sessionId),
  );
  const layoutId = reference.session.track?.layoutId;
  const layout = layoutId ? await findLayoutResource(ctx, layoutId) : undefined;
  const { lengthMetres, results } = await runTask(ctx, {
    referenceKey: keyOf(reference),
    lapKeys: laps.map(keyOf),
    layout: layout ?? null,
    gridMetres: query.gridMetres ?? GRID_METRES,
  });
  const detected = results.find((result) => result.kind === 'comparison')?.corners ?? [];
  return {
    reference,
    lengthMetres,
    corners: layout?.corners ?? [...detected],
    comparisons: results.map((result, index) => toComparison(laps[index] ?? reference, result)),
  };
}

function parseIds(laps: string): string[] {
  const ids = [...new Set(laps.split(',').map((id) => id.trim()))].filter(Boolean);
  if (ids.length === 0 || !ids.every((id) => UUID.test(id)))
    throw new AppError('invalid_request', 'laps must be lap ids, separated by commas');
  if (ids.length > LAPS_AT_ONCE)
    throw new AppError('too_many_laps', `At most ${LAPS_AT_ONCE} laps can be compared at once`);
  return ids;
}

function keyOf({ sessionId, id }: LapInContext): string {
  return lapKey(sessionId, id);
}

async function runTask(ctx: Ctx, task: CompareTask): Promise<CompareAnswer> {
  try {
    return (await ctx.threads.run(THREAD, task)) as CompareAnswer;
  } catch (error) {
    if (error instanceof TaskError && error.code === 'object_missing')
      throw new AppError('object_missing', error.message, { cause: error });
    throw error;
  }
}

function toComparison(
  lap: LapInContext,
  result: Comparison | Refusal,
): Comparisons['comparisons'][number] {
  if (result.kind === 'refused')
    return { lap, refused: { reason: result.reason, detail: result.detail } };
  const { method, gapSeconds, residualSeconds, estimated, delta, miniSectors } = result;
  return {
    lap,
    method,
    gapSeconds,
    residualSeconds,
    estimated,
    delta: {
      distanceMetres: Array.from(delta.distanceMetres),
      seconds: Array.from(delta.seconds),
    },
    miniSectors: [...miniSectors],
    segments: [...result.segments],
    findings: [...result.findings],
  };
}
