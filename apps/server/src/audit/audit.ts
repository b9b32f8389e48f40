/** What is kept of an act that matters: who did what on whom, from where, and how it ended. */
export type AuditEntry = {
  /** A word and what it was done to, `login.failed`, `member.role-changed`; docs/security.md lists them. */
  readonly action: string;
  readonly result: 'done' | 'refused' | 'failed';
  /** The driver who acted; null for a stranger and for the server itself. */
  readonly actorId: string | null;
  /** The owner who acted as that driver. */
  readonly impersonatorId?: string | null;
  readonly targetKind?: string;
  readonly targetId?: string | null;
  readonly teamId?: string | null;
  readonly address?: string | null;
  readonly userAgent?: string | null;
  readonly requestId?: string | null;
  /** Further facts; never a secret. */
  readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
};

export type Audit = {
  /** Returns once the entry is durable. */
  readonly append: (entry: AuditEntry) => Promise<void>;
};
