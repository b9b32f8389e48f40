import type { Readable } from 'node:stream';
import type { Ctx } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { proveRecently } from '../second-factor/verbs.ts';
import { type ExportRow, findExport, insertExport, listExports } from './export-queries.ts';
import type { DataExport } from './schemas.ts';

export async function createDataExport(ctx: Ctx): Promise<DataExport> {
  const { db, actor, audit, bus, newId, now } = ctx;
  await proveRecently(ctx);
  if ((await listExports(db, actor.userId)).some(isUnderWay)) throw underWay();
  const id = newId();
  await audit.append({
    action: 'data.exported',
    result: 'done',
    actorId: actor.userId,
    targetKind: 'data-export',
    targetId: id,
  });
  const row = await insertExport(db, { id, user_id: actor.userId, created_at: now() });
  if (!row) throw underWay();
  bus.publish({ kind: 'privacy-wanted', sessionId: '' });
  return toDataExport(row);
}

export async function listDataExports(ctx: Ctx): Promise<{ items: DataExport[] }> {
  const rows = await listExports(ctx.db, ctx.actor.userId);
  return { items: rows.map(toDataExport) };
}

export async function getDataExport(ctx: Ctx, id: string): Promise<DataExport> {
  return toDataExport(await findOwn(ctx, id));
}

export async function openDataExport(
  ctx: Ctx,
  id: string,
): Promise<{ name: string; bytes: number; body: Readable }> {
  const row = await findOwn(ctx, id);
  const isThere = row.state === 'done' && row.expires_at !== null && row.expires_at > ctx.now();
  if (!isThere || row.object_key === null || row.bytes === null)
    throw new AppError('data_export_gone', 'There is no file yet, or no more; gather it again');
  const body = await ctx.objects.get(row.object_key);
  if (!body) throw new AppError('object_missing', 'The file is gone; gather your data again');
  await ctx.audit.append({
    action: 'data.downloaded',
    result: 'done',
    actorId: ctx.actor.userId,
    targetKind: 'data-export',
    targetId: id,
  });
  const day = row.created_at.toISOString().slice(0, 10);
  return { name: `outlap-my-data-${day}.zip`, bytes: row.bytes, body };
}

async function findOwn(ctx: Ctx, id: string): Promise<ExportRow> {
  const row = await findExport(ctx.db, ctx.actor.userId, id);
  if (!row) throw new AppError('data_export_not_found', 'There is no such file of yours');
  return row;
}

const isUnderWay = ({ state }: ExportRow) => state === 'queued' || state === 'running';

function underWay(): AppError {
  return new AppError('data_export_running', 'Your data are being gathered already; wait for it');
}

function toDataExport(row: ExportRow): DataExport {
  return {
    id: row.id,
    state: row.state,
    progress: row.progress,
    bytes: row.bytes,
    createdAt: row.created_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    expiresAt: row.expires_at?.toISOString() ?? null,
  };
}
