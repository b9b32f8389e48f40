import { type Config, isLoopback } from '../config.ts';
import { namesOf, openSecrets } from '../identity/secrets.ts';
import { fine, found, type Look, skipped } from './findings.ts';

const SHORTEST_SECRET = 32;
const SHORTEST_TOKEN = 24;

/** What the settings alone tell. */
export function lookAtSettings(config: Config): Look[] {
  return [hosts(config), tls(config), mail(config), secret(config), token(config)];
}

function hosts({ PUBLIC_URL, ALLOWED_HOSTS, ALLOWED_ORIGINS }: Config): Look {
  if (PUBLIC_URL === '') return fine('host names', ALLOWED_HOSTS.join(', '));
  const { hostname, origin } = new URL(PUBLIC_URL);
  if (has(ALLOWED_HOSTS, hostname)) return fine('host names', ALLOWED_HOSTS.join(', '));
  // Who names its own page as a further origin has a front that asks by another name. Whether that name is allowed only
  // the look from outside can tell.
  return has(ALLOWED_ORIGINS, origin)
    ? skipped('host names', `pages of ${hostname} come by another of ${ALLOWED_HOSTS.join(', ')}`)
    : found('host names', 'hosts_lack_public_url', hostname);
}

function has(names: readonly string[], name: string): boolean {
  return names.some((one) => one.toLowerCase() === name.toLowerCase());
}

function tls({ PUBLIC_URL, HOST, TRUSTED_PROXIES }: Config): Look {
  if (PUBLIC_URL.startsWith('https:')) return fine('TLS', 'PUBLIC_URL has it');
  const isOpen = !isLoopback(HOST);
  if (isOpen && TRUSTED_PROXIES.length === 0)
    return found('TLS', 'open_without_tls', `HOST=${HOST}`);
  if (PUBLIC_URL !== '' && !isLoopback(new URL(PUBLIC_URL).hostname))
    return found('TLS', 'public_url_plain');
  return fine('TLS', 'only this machine reaches the server');
}

function mail({ SMTP_URL, MAIL_FROM }: Config): Look {
  if (SMTP_URL === '') return found('mail', 'mail_missing');
  if (/@(localhost|[^@>]*\.local(domain)?)\s*>?\s*$/i.test(MAIL_FROM))
    return found('mail', 'mail_from_local', MAIL_FROM);
  return fine('mail', `from ${MAIL_FROM}`);
}

function secret(config: Config): Look {
  if (config.AUTH_SECRET === '')
    return config.DATABASE_URL === ''
      ? fine('secret', 'in DATA_DIR/auth-secret')
      : found('secret', 'auth_secret_missing');
  const secrets = openSecrets(config);
  return secrets[0].length < SHORTEST_SECRET
    ? found('secret', 'auth_secret_short')
    : fine('secret', `AUTH_SECRET: ${namesOf(secrets)}`);
}

function token({ INGEST_TOKEN }: Config): Look {
  if (INGEST_TOKEN === '') return fine('recorders', 'sign in by their own keys');
  return INGEST_TOKEN.length < SHORTEST_TOKEN
    ? found('recorders', 'ingest_token_short')
    : fine('recorders', 'INGEST_TOKEN');
}
