import type { Schema } from '@outlap/protocol';
import { client, take } from '../api.ts';

export type Backups = Schema<'Backups'>;
export type BackupRun = Schema<'BackupRun'>;

export const listBackups = () => take(client.GET('/api/backups'));
export const startBackup = () => take(client.POST('/api/backups'));
