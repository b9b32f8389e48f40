import { createClient, type Schema } from '@outlap/protocol';
import { authorizedFetch } from './identity/renewal.ts';

export type User = Schema<'User'>;
export type Me = Schema<'Me'>;
export type Session = Schema<'Session'>;
export type SessionDetail = Schema<'SessionDetail'>;
export type Lap = Schema<'Lap'>;
export type LapInContext = Schema<'LapInContext'>;
export type LapDetail = Schema<'LapDetail'>;
export type Channel = Schema<'Channel'>;
export type Layout = Schema<'Layout'>;
export type Outline = Schema<'Outline'>;
export type Corner = Schema<'Corner'>;
export type Import = Schema<'Import'>;
export type ImportColumns = Schema<'ImportColumns'>;
export type CsvMapping = Schema<'CsvMapping'>;
export type ExportRequest = Schema<'ExportRequest'>;
export type EditSession = Schema<'EditSession'>;
export type AlertRule = Schema<'AlertRule'>;
export type NewAlertRule = Schema<'NewAlertRule'>;
export type EditAlertRule = Schema<'EditAlertRule'>;
export type Alert = Schema<'Alert'>;
export type OutboxMessage = Schema<'OutboxMessage'>;
export type AlertFilter = {
  session?: string;
  state?: 'running' | 'unacknowledged';
  cursor?: string;
  limit?: number;
};
export type DiagnosticPids = Schema<'DiagnosticPids'>;
export type DiagnosticCodes = Schema<'DiagnosticCodes'>;
export type DiagnosticMonitors = Schema<'DiagnosticMonitors'>;
export type DiagnosticVehicle = Schema<'DiagnosticVehicle'>;
export type DiagnosticLogEntry = Schema<'DiagnosticLogEntry'>;
export type Sync = Schema<'Sync'>;
export type SyncItem = Schema<'SyncItem'>;
export type SessionFilter = {
  state?: 'live' | 'done';
  q?: string;
  track?: string;
  vehicle?: string;
  driver?: string;
  team?: string;
  cursor?: string;
  limit?: number;
};
export type LapFilter = {
  session?: string;
  layout?: string;
  vehicle?: string;
  driver?: string;
  valid?: boolean;
  cursor?: string;
  limit?: number;
};

/** What the server said no with; `code` is stable, `detail` is a sentence. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: string;
  readonly status: number;
  /** Further members of the problem document, as they came. */
  readonly members: Readonly<Record<string, unknown>>;
  constructor(code: string, detail: string, status: number, members: object = {}) {
    super(detail);
    this.code = code;
    this.status = status;
    this.members = { ...members };
  }
}

export function toApiError(cause: unknown): ApiError {
  if (cause instanceof ApiError) return cause;
  return new ApiError('unreachable', 'The server does not answer.', 0);
}

/** The problem details of an answer, whatever it really was. */
export function problemOf(body: unknown, status: number): ApiError {
  if (typeof body === 'object' && body !== null && 'code' in body && 'detail' in body)
    return new ApiError(String(body.code), String(body.detail), status, body);
  return new ApiError('unexpected_answer', `The server answered ${status}.`, status);
}

type Answer<T> = { data?: T; error?: unknown; response: Response };

/** The data of an answer; everything else is thrown as an ApiError. */
export async function take<T>(call: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await call;
  } catch (cause) {
    throw toApiError(cause);
  }
  if (answer.data === undefined) throw problemOf(answer.error, answer.response.status);
  return answer.data;
}

export async function takeNothing(call: Promise<Answer<unknown>>): Promise<void> {
  let answer: Answer<unknown>;
  try {
    answer = await call;
  } catch (cause) {
    throw toApiError(cause);
  }
  if (!answer.response.ok) throw problemOf(answer.error, answer.response.status);
}

export const client = createClient('', authorizedFetch);
export const withId = (id: string) => ({ params: { path: { id } } });

export const listSessions = (query: SessionFilter) =>
  take(client.GET('/api/sessions', { params: { query } }));
export const getSession = (id: string) => take(client.GET('/api/sessions/{id}', withId(id)));
export const editSession = (id: string, body: EditSession) =>
  take(client.PATCH('/api/sessions/{id}', { ...withId(id), body }));
/** `keepalive` lets the request outlive the page. */
export const deleteSession = (id: string) =>
  takeNothing(client.DELETE('/api/sessions/{id}', { ...withId(id), keepalive: true }));
export const listLaps = (query: LapFilter) => take(client.GET('/api/laps', { params: { query } }));
export const getLap = (id: string) => take(client.GET('/api/laps/{id}', withId(id)));
export const getLayout = (id: string) => take(client.GET('/api/layouts/{id}', withId(id)));
export const listTracks = () => take(client.GET('/api/tracks'));
export const listActiveImports = () =>
  take(client.GET('/api/imports', { params: { query: { state: 'active' } } }));
export const waitForImport = (id: string, waitSeconds: number) =>
  take(client.GET('/api/imports/{id}', { params: { path: { id }, query: { waitSeconds } } }));
export const getImportColumns = (id: string) =>
  take(client.GET('/api/imports/{id}/columns', withId(id)));
export const mapImport = (id: string, body: CsvMapping) =>
  take(client.POST('/api/imports/{id}/mapping', { ...withId(id), body }));
export const forgetImport = (id: string) =>
  takeNothing(client.DELETE('/api/imports/{id}', withId(id)));

export const listAlertRules = () =>
  take(client.GET('/api/alerts', { params: { query: { limit: 500 } } }));
export const createAlertRule = (body: NewAlertRule) => take(client.POST('/api/alerts', { body }));
export const editAlertRule = (id: string, body: EditAlertRule) =>
  take(client.PATCH('/api/alerts/{id}', { ...withId(id), body }));
/** `keepalive` lets the request outlive the page. */
export const deleteAlertRule = (id: string) =>
  takeNothing(client.DELETE('/api/alerts/{id}', { ...withId(id), keepalive: true }));
export const listAlerts = (query: AlertFilter) =>
  take(client.GET('/api/alerts/history', { params: { query } }));
export const acknowledgeAlert = (id: string) =>
  take(client.POST('/api/alerts/history/{id}/acknowledge', withId(id)));
export const snoozeAlert = (id: string, seconds: number) =>
  take(client.POST('/api/alerts/history/{id}/snooze', { ...withId(id), body: { seconds } }));
export const listOutbox = (cursor?: string) =>
  take(client.GET('/api/outbox', { params: { query: cursor ? { cursor } : {} } }));
export const retryOutboxMessage = (id: string) =>
  take(client.POST('/api/outbox/{id}/retry', withId(id)));

export const getMe = () => take(client.GET('/api/auth/me'));
export const signInByTicket = (body: Schema<'TicketSignIn'>) =>
  take(client.POST('/auth/ticket', { body }));
export const signOut = () => takeNothing(client.POST('/auth/logout', { body: {} }));
/** Lets one WebSocket in. */
export const createSocketTicket = () => take(client.POST('/api/socket-tickets'));

/** Without a session, the car that went live last is asked. */
const ofCar = (session: string | undefined) => ({ params: { query: session ? { session } : {} } });
export const getDiagnosticPids = (session?: string) =>
  take(client.GET('/api/diagnostics/pids', ofCar(session)));
export const getDiagnosticCodes = (session?: string) =>
  take(client.GET('/api/diagnostics/dtc', ofCar(session)));
export const getDiagnosticMonitors = (session?: string) =>
  take(client.GET('/api/diagnostics/monitors', ofCar(session)));
export const getDiagnosticVehicle = (session?: string) =>
  take(client.GET('/api/diagnostics/vehicle', ofCar(session)));
export const clearDiagnosticCodes = (session: string, confirm: string) =>
  take(client.POST('/api/diagnostics/dtc/clear', { ...ofCar(session), body: { confirm } }));
export const listDiagnosticLog = () => take(client.GET('/api/diagnostics/log'));
export const getSync = () => take(client.GET('/api/sync'));
export const retrySync = () => takeNothing(client.POST('/api/sync/retry'));

/** The exported file and the name the server gives it. */
export async function exportLaps(body: ExportRequest): Promise<{ blob: Blob; fileName: string }> {
  let response: Response;
  try {
    response = await authorizedFetch('/api/export', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  } catch (cause) {
    throw toApiError(cause);
  }
  if (!response.ok) throw problemOf(await response.json().catch(() => null), response.status);
  const disposition = response.headers.get('content-disposition') ?? '';
  const fileName = /filename="?([^";]+)"?/.exec(disposition)?.[1] ?? `outlap.${body.format}`;
  return { blob: await response.blob(), fileName };
}
