/**
 * Where the database names a driver: one line a column, with the file of the export that its rows are in, and what becomes
 * of them when the driver goes. In the order of removal; what lies in the identity store is not here. A test compares it
 * with the schema.
 */
export type Place = {
  readonly table: string;
  readonly column: string;
  /** Its file in the export; null: not of this person, or there in another file. */
  readonly file: string | null;
  /** `delete`: the row goes; `forget`: it stays without the person; `keep`: docs/privacy.md says why. */
  readonly then: 'delete' | 'forget' | 'keep';
  /** Columns that are nobody's business, not even the person's. */
  readonly without?: readonly string[];
  /** What the rows are ordered by; `id` where there is none. */
  readonly key?: string;
};

export const PLACES = [
  { table: 'alert', column: 'owner_id', file: 'alerts', then: 'delete' },
  { table: 'alert', column: 'acknowledged_by', file: null, then: 'forget' },
  { table: 'alert_rule', column: 'owner_id', file: 'alert-rules', then: 'delete' },
  { table: 'outbox', column: 'owner_id', file: 'messages', then: 'delete' },
  {
    table: 'share_link',
    column: 'created_by',
    file: 'share-links',
    then: 'delete',
    without: ['token_hash'],
  },
  {
    table: 'team_invitation',
    column: 'invited_by',
    file: 'invitations',
    then: 'forget',
    without: ['token_hash'],
  },
  { table: 'team_member', column: 'user_id', file: 'teams', then: 'delete', key: 'team_id' },
  { table: 'diagnostic_log', column: 'owner_id', file: 'diagnostics', then: 'delete' },
  { table: 'diagnostic_log', column: 'actor_id', file: null, then: 'forget' },
  { table: 'import', column: 'owner_id', file: 'imports', then: 'delete' },
  { table: 'lap', column: 'owner_id', file: 'laps', then: 'delete' },
  {
    table: 'session',
    column: 'owner_id',
    file: 'sessions',
    then: 'delete',
    without: ['search', 'search_words'],
  },
  { table: 'stream', column: 'owner_id', file: 'streams', then: 'delete' },
  {
    table: 'sync_received',
    column: 'owner_id',
    file: 'forwarded',
    then: 'delete',
    key: 'session_id',
  },
  { table: 'layout', column: 'owner_id', file: 'layouts', then: 'delete' },
  { table: 'track', column: 'owner_id', file: 'tracks', then: 'delete' },
  { table: 'vehicle', column: 'owner_id', file: 'vehicles', then: 'delete' },
  { table: 'consent', column: 'user_id', file: 'consents', then: 'delete' },
  { table: 'data_export', column: 'user_id', file: 'data-exports', then: 'delete' },
  { table: 'audit_entry', column: 'actor_id', file: null, then: 'keep' },
  { table: 'audit_entry', column: 'impersonator_id', file: null, then: 'keep' },
  { table: 'backup', column: 'asked_by', file: null, then: 'keep' },
  { table: 'tombstone', column: 'user_id', file: null, then: 'keep', key: 'user_id' },
] as const satisfies readonly Place[];
