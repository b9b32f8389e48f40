import type { Ctx } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import type { EditSession, Session, SessionDetail, SessionQuery } from './schemas.ts';
type P={ items: Session[]; nextCursor: string | null };
export async function listSessions(_c: Ctx, _q: SessionQuery): Promise<P> { throw new AppError('not_implemented', ''); }
export async function getSession(_c: Ctx, _id: string): Promise<SessionDetail> { throw new AppError('not_implemented', ''); }
export async function editSession(_c: Ctx, _id: string, _i: EditSession): Promise<Session> { throw new AppError('not_implemented', ''); }
export async function deleteSession(_c: Ctx, _id: string): Promise<void> { throw new AppError('not_implemented', ''); }
