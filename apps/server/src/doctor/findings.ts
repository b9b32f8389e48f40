/** What `doctor` can find: what it means and what to do. `advice` changes no exit code. */
export type Rule = {
  readonly level: 'problem' | 'advice';
  readonly what: string;
  readonly remedy: string;
};

export const FINDINGS = {
  node_old: {
    level: 'problem',
    what: 'Node is older than the server needs.',
    remedy: 'Run it with Node 24: `npx outlap-server` of the installation brings it.',
  },
  data_folder_read_only: {
    level: 'problem',
    what: 'DATA_DIR cannot be written.',
    remedy: 'Give the folder to the account the server runs as (uid 10001 in the container).',
  },
  secret_readable: {
    level: 'problem',
    what: 'Others on this machine can read DATA_DIR/auth-secret, and so sign themselves in.',
    remedy: '`chmod 600` the file.',
  },
  disk_low: {
    level: 'problem',
    what: 'Little room is left where DATA_DIR lies.',
    remedy: 'Make room, or set SAMPLES_KEEP_DAYS; a full disk stops recording.',
  },
  heap_beyond_memory: {
    level: 'problem',
    what: 'The JavaScript heap may grow beyond what the container may use: it is killed first.',
    remedy:
      'Set NODE_OPTIONS=--max-old-space-size to three quarters of the limit, or raise the limit.',
  },
  objects_failed: {
    level: 'problem',
    what: 'The object store does not take, give back and delete an object.',
    remedy: 'Look at OBJECT_STORE_URL, its keys, and what its policy allows.',
  },
  objects_orphaned: {
    level: 'advice',
    what: 'Objects take room that no session or import points at.',
    remedy: 'Nothing: the next start with the embedded database removes them.',
  },
  database_failed: {
    level: 'problem',
    what: 'The database does not answer.',
    remedy: 'Look at DATABASE_URL, whether it runs, and whether it lets this machine in.',
  },
  database_old: {
    level: 'problem',
    what: 'PostgreSQL is older than 15.',
    remedy: 'Back up, install a newer one, restore: docs/operate/backup.md.',
  },
  database_encoding: {
    level: 'problem',
    what: 'The database does not keep texts as UTF-8.',
    remedy:
      "Make one with `create database … encoding 'UTF8' template template0`, and restore into it.",
  },
  collation_changed: {
    level: 'problem',
    what: 'The order of texts in the system differs from the one the indexes were made with.',
    remedy: '`reindex database …`, then `alter database … refresh collation version`.',
  },
  pool_too_large: {
    level: 'advice',
    what: 'Two servers with DATABASE_POOL connections each do not fit into max_connections.',
    remedy: 'Lower DATABASE_POOL or raise max_connections: an upgrade without pause runs two.',
  },
  clock_skewed: {
    level: 'problem',
    what: 'The clocks of this machine and of the database differ.',
    remedy: 'Synchronise both by NTP; sign-ins and live views go by them.',
  },
  migrations_missing: {
    level: 'problem',
    what: 'The schema is older than this version.',
    remedy: '`outlap-server migrate`, or start the server.',
  },
  schema_newer: {
    level: 'advice',
    what: 'A newer version has changed the schema.',
    remedy: 'Finish the upgrade: run that version on every server.',
  },
  redis_failed: {
    level: 'problem',
    what: 'Redis does not answer: viewers of one server do not see cars of another.',
    remedy: 'Look at REDIS_URL and whether it runs. Without a second server leave REDIS_URL empty.',
  },
  redis_evicts: {
    level: 'advice',
    what: 'Redis throws keys away when it is full: limits on wrong passwords forget.',
    remedy: 'Set `maxmemory-policy noeviction`, or `volatile-ttl`, and enough memory.',
  },
  queue_failed: {
    level: 'problem',
    what: 'A queue does not answer.',
    remedy: 'Look at its setting, whether it is there, and the rights in docs/operate/queues.md.',
  },
  queue_gives_up: {
    level: 'advice',
    what: 'The ingest queue has no dead-letter queue, or gives a message up before ten deliveries.',
    remedy: 'Give it one, with `maxReceiveCount` 10 or more.',
  },
  queue_messages_small: {
    level: 'advice',
    what: 'The ingest queue takes no messages of 1 MiB: large frames are refused.',
    remedy: 'Set its `MaximumMessageSize` to 1048576.',
  },
  mail_missing: {
    level: 'advice',
    what: 'There is no mail server: links to confirm addresses and reset passwords only go to the log.',
    remedy: 'Set SMTP_URL and MAIL_FROM.',
  },
  mail_failed: {
    level: 'problem',
    what: 'The mail server does not take us.',
    remedy: 'Look at SMTP_URL: host, port (587 with STARTTLS, or smtps:// on 465), user, password.',
  },
  mail_from_local: {
    level: 'problem',
    what: 'MAIL_FROM is an address at localhost: others refuse such mail.',
    remedy: 'Set MAIL_FROM to an address of a domain that lets this mail server send for it.',
  },
  auth_secret_short: {
    level: 'problem',
    what: 'AUTH_SECRET has fewer than 32 characters.',
    remedy: 'Put a new one before it, separated by a comma: `openssl rand -base64 32`.',
  },
  auth_secret_missing: {
    level: 'advice',
    what: 'AUTH_SECRET is empty, on a database that other servers can share: each makes its own.',
    remedy: 'Set AUTH_SECRET to the content of DATA_DIR/auth-secret, the same on every server.',
  },
  ingest_token_short: {
    level: 'problem',
    what: 'INGEST_TOKEN can be guessed.',
    remedy: 'Use at least 24 random characters, or API keys: `outlap login`.',
  },
  open_without_tls: {
    level: 'problem',
    what: 'The server listens beyond this machine and nothing before it speaks TLS.',
    remedy: 'Put Caddy or nginx before it (deploy/), and set PUBLIC_URL and TRUSTED_PROXIES.',
  },
  public_url_plain: {
    level: 'advice',
    what: 'PUBLIC_URL begins with http: passwords cross the network readable.',
    remedy: 'Put Caddy or nginx before the server (deploy/) and set PUBLIC_URL to https://….',
  },
  hosts_lack_public_url: {
    level: 'problem',
    what: 'ALLOWED_HOSTS lacks the host of PUBLIC_URL: every request there gets 421.',
    remedy: 'Add it to ALLOWED_HOSTS.',
  },
  public_url_unreachable: {
    level: 'problem',
    what: 'Nothing answers at PUBLIC_URL.',
    remedy: 'Look at the name, its address, the certificate, the proxy and the firewall.',
  },
  public_url_elsewhere: {
    level: 'problem',
    what: 'PUBLIC_URL leads to something that is not this installation.',
    remedy:
      'Look at the name, the proxy’s target and its path; servers that share it share AUTH_SECRET.',
  },
  scheme_lost: {
    level: 'problem',
    what: 'The server sees another scheme than PUBLIC_URL has: cookies and links go wrong.',
    remedy: 'Have the proxy send X-Forwarded-Proto, and name it in TRUSTED_PROXIES.',
  },
  body_limited: {
    level: 'problem',
    what: 'A body of 3 MB does not come through: recordings cannot be uploaded.',
    remedy:
      'nginx: `client_max_body_size 0; proxy_request_buffering off;`. deploy/nginx.conf has it.',
  },
  socket_blocked: {
    level: 'problem',
    what: 'A WebSocket does not come through: no recorder and no live page.',
    remedy: 'Have the proxy hand on Upgrade and Connection; deploy/nginx.conf has it.',
  },
  proxy_not_trusted: {
    level: 'problem',
    what: 'Requests come by a proxy that is not in TRUSTED_PROXIES: everybody has its address.',
    remedy: 'Add the address that is named to TRUSTED_PROXIES.',
  },
  forged_address_believed: {
    level: 'problem',
    what: 'The server believes an address that the client itself sent: limits can be dodged.',
    remedy: 'Have the proxy replace X-Forwarded-For, and name only the proxy in TRUSTED_PROXIES.',
  },
  backup_missing: {
    level: 'advice',
    what: 'No backups are scheduled.',
    remedy: 'Set BACKUP_TO and BACKUP_RECIPIENT: docs/operate/backup.md.',
  },
  backup_late: {
    level: 'problem',
    what: 'The last good backup is older than the schedule allows.',
    remedy: 'The log of that night says why; `outlap-server backup` makes one now.',
  },
  owner_one_factor: {
    level: 'advice',
    what: 'An owner has no second factor, and so cannot administer either.',
    remedy: 'Turn one on in the account’s settings.',
  },
} as const satisfies Record<string, Rule>;

export type FindingCode = keyof typeof FINDINGS;

/** One look of the doctor: fine, something found, or not possible. */
export type Look = {
  readonly check: string;
  readonly ok: boolean;
  readonly level: 'ok' | 'skipped' | Rule['level'];
  readonly detail: string;
  readonly code: FindingCode | null;
  readonly remedy: string | null;
};

export function fine(check: string, detail: string): Look {
  return { check, ok: true, level: 'ok', detail, code: null, remedy: null };
}

/** Not looked at, and why. */
export function skipped(check: string, detail: string): Look {
  return { check, ok: true, level: 'skipped', detail, code: null, remedy: null };
}

export function found(check: string, code: FindingCode, detail = ''): Look {
  const { level, what, remedy }: Rule = FINDINGS[code];
  const text = detail === '' ? what : `${what} (${detail})`;
  return { check, ok: level !== 'problem', level, detail: text, code, remedy };
}

/** Looks, and takes what is thrown for what was found. */
export async function attempt(
  check: string,
  code: FindingCode,
  look: () => Promise<string>,
): Promise<Look> {
  try {
    return fine(check, await look());
  } catch (error) {
    return found(check, code, (error as Error).message);
  }
}
