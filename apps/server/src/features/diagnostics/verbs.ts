import type { DiagnosticMethod, PidsAnswer, TroubleCode } from '@outlap/protocol';
import { readTroubleCode } from '@outlap/telemetry';
import { getTeamFor, refusalOfSession } from '../../db/access.ts';
import type { TeamRole } from '../../db/tables.ts';
import type { Ctx } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import type { AnswerOf } from './answers.ts';
import {
  findLiveSession,
  finishLogEntry,
  insertLogEntry,
  isSessionThere,
  listLogEntries,
} from './queries.ts';
import { askRecorder, engineRunning, notConnected } from './recorder.ts';
import type {
  ClearedCodes,
  Code,
  DiagnosticCodes,
  DiagnosticLogEntry,
  DiagnosticMonitors,
  DiagnosticPids,
  DiagnosticVehicle,
  LogQuery,
  SessionQuery,
} from './schemas.ts';

const LOG_ENTRIES = 100;
const CONFIRMATION = 'CLEAR';
/** A reading that is older says nothing about now. */
const FRESH_SECONDS = 60;
const TURNING_RPM = 1;
const MOVING_MPS = 0.5;

export async function getPids(ctx: Ctx, query: SessionQuery): Promise<DiagnosticPids> {
  const { sessionId, answer } = await ask(ctx, query, 'pids', 'viewer');
  return { sessionId, achievedHz: answer.achievedHz, pids: answer.pids.map((pid) => ({ ...pid })) };
}

export async function getCodes(ctx: Ctx, query: SessionQuery): Promise<DiagnosticCodes> {
  const { sessionId, answer } = await ask(ctx, query, 'dtc');
  const { readiness } = answer;
  return {
    ...answer,
    sessionId,
    stored: answer.stored.map(toCode),
    pending: answer.pending.map(toCode),
    permanent: answer.permanent.map(toCode),
    freezeFrames: answer.freezeFrames.map((frame) => ({ ...frame, values: [...frame.values] })),
    readiness: readiness && { ...readiness, monitors: [...readiness.monitors] },
  };
}

export async function getMonitors(ctx: Ctx, query: SessionQuery): Promise<DiagnosticMonitors> {
  const { sessionId, answer } = await ask(ctx, query, 'monitors');
  return { sessionId, monitors: [...answer.monitors] };
}

export async function getVehicle(ctx: Ctx, query: SessionQuery): Promise<DiagnosticVehicle> {
  const { sessionId, answer } = await ask(ctx, query, 'vehicle');
  const ecus = answer.ecus.map((ecu) => ({
    ...ecu,
    calibrationIds: [...ecu.calibrationIds],
    calibrationVerifications: [...ecu.calibrationVerifications],
  }));
  return { ...answer, sessionId, ecus };
}

/** Clears trouble codes, and with them freeze frames and readiness. Each try is kept with the codes there were. */
export async function clearCodes(
  ctx: Ctx,
  query: SessionQuery,
  { confirm }: { readonly confirm: string },
): Promise<ClearedCodes> {
  const { id: sessionId, owner_id: ownerId } = await liveSessionOf(ctx, query, 'operator');
  const before = await askRecorder(ctx, sessionId, 'dtc');
  if (!isConfirmed(confirm, before.vin))
    throw new AppError(
      'not_confirmed',
      `Confirm by the VIN of the car or the word ${CONFIRMATION}`,
    );
  const entryId = ctx.newId();
  await insertLogEntry(ctx.db, {
    id: entryId,
    owner_id: ownerId,
    session_id: sessionId,
    actor_id: ctx.actor.userId,
    at: ctx.now(),
    action: 'clear-dtc',
    outcome: 'asked',
    vin: before.vin,
    codes_before: JSON.stringify([...before.stored, ...before.pending]),
  });
  try {
    if (isRunning(await askRecorder(ctx, sessionId, 'pids'))) throw engineRunning();
    const { cleared } = await askRecorder(ctx, sessionId, 'clear-dtc');
    await finishLogEntry(ctx.db, entryId, { outcome: 'done', detail: '' });
    return { sessionId, cleared: cleared.map(toCode) };
  } catch (error) {
    const known = error instanceof AppError ? error : undefined;
    await finishLogEntry(ctx.db, entryId, {
      outcome: known?.code ?? 'internal',
      detail: known?.message ?? '',
    });
    throw error;
  }
}

export async function listLog(
  ctx: Ctx,
  { team }: LogQuery,
): Promise<{ items: DiagnosticLogEntry[] }> {
  if (team) await getTeamFor(ctx.db, ctx.actor, team, 'viewer');
  const rows = await listLogEntries(ctx.db, ctx.actor.userId, team, LOG_ENTRIES);
  return {
    items: rows.map((row) => ({
      id: row.id,
      sessionId: row.session_id,
      actorId: row.actor_id,
      at: row.at.toISOString(),
      action: row.action,
      outcome: row.outcome,
      detail: row.detail,
      vin: row.vin,
      codesBefore: row.codes_before as TroubleCode[],
    })),
  };
}

async function ask<M extends DiagnosticMethod>(
  ctx: Ctx,
  query: SessionQuery,
  method: M,
  role: TeamRole = 'operator',
): Promise<{ sessionId: string; answer: AnswerOf[M] }> {
  const { id: sessionId } = await liveSessionOf(ctx, query, role);
  return { sessionId, answer: await askRecorder(ctx, sessionId, method) };
}

async function liveSessionOf({ db, actor }: Ctx, { session }: SessionQuery, role: TeamRole) {
  const found = await findLiveSession(db, actor, session, role);
  if (found?.state === 'open') return found;
  if (session === undefined) throw notConnected();
  if (found || (await isSessionThere(db, actor, session, role)))
    throw new AppError('session_not_live', 'This session is over: no car answers for it');
  const notFound = new AppError('session_not_found', 'There is no such session');
  throw await refusalOfSession(db, actor, session, notFound);
}

function isConfirmed(confirm: string, vin: string | null): boolean {
  const said = confirm.trim().toUpperCase();
  return said === CONFIRMATION || (vin !== null && said === vin);
}

/** The recorder looks, too; two looks are better than one while a car may be moving. */
function isRunning({ pids }: PidsAnswer): boolean {
  const isAbove = (channel: string, least: number) =>
    pids.some(
      ({ channel: name, value, ageSeconds }) =>
        name === channel &&
        typeof value === 'number' &&
        value > least &&
        (ageSeconds ?? Infinity) < FRESH_SECONDS,
    );
  return isAbove('engineSpeed', TURNING_RPM) || isAbove('speed', MOVING_MPS);
}

function toCode({ code, ecu }: TroubleCode): Code {
  const read = readTroubleCode(code);
  if (!read) throw new AppError('recorder_refused', `${code} is no trouble code`);
  const { text, system, origin, known } = read;
  return { code, ecu, text, system, origin, known };
}
