/** An OpenID Connect provider that everybody may sign in with. */
export type OidcProvider = {
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
};

const KEYS = ['id', 'name', 'issuer', 'clientId', 'clientSecret'] as const;
const TAKEN = ['google', 'facebook', 'x', 'twitter', 'credential', 'passkey', 'sso'];
const RULE = 'OIDC_PROVIDERS: must be';

/** Reads the setting OIDC_PROVIDERS; what is wrong with it in words that hold no value of it. */
export function parseOidcProviders(text: string): {
  readonly providers: readonly OidcProvider[];
  readonly problems: readonly string[];
} {
  if (text.trim() === '') return { providers: [], problems: [] };
  const given = parseOrUndefined(text);
  if (!Array.isArray(given))
    return { providers: [], problems: [`${RULE} a JSON list of providers`] };
  const problems = given.flatMap((one: unknown, index) =>
    problemsOf(one).map((problem) => `${RULE} a list of providers: number ${index + 1} ${problem}`),
  );
  if (problems.length > 0) return { providers: [], problems };
  const providers = given as OidcProvider[];
  const ids = new Set(providers.map(({ id }) => id));
  if (ids.size < providers.length)
    return { providers: [], problems: [`${RULE} a list of providers without the same "id" twice`] };
  return { providers, problems: [] };
}

function problemsOf(one: unknown): string[] {
  if (typeof one !== 'object' || one === null || Array.isArray(one)) return ['must be an object'];
  const given = one as Readonly<Record<string, unknown>>;
  const missing = KEYS.filter((key) => typeof given[key] !== 'string' || given[key] === '');
  const unknown = Object.keys(given).length - KEYS.filter((key) => key in given).length;
  const problems = missing.map((key) => `needs a text for "${key}"`);
  if (unknown > 0) problems.push(`may have nothing but ${KEYS.join(', ')}`);
  if (missing.length > 0) return problems;
  const { id, issuer } = one as OidcProvider;
  if (!/^[a-z][a-z0-9-]{0,30}$/.test(id) || TAKEN.includes(id))
    problems.push('needs an "id" of small letters, digits and "-" that is not taken');
  if (!isIssuer(issuer)) problems.push('needs an "issuer" https://… without query');
  return problems;
}

/** Without TLS only on this very machine. */
function isIssuer(text: string): boolean {
  const url = URL.parse(text);
  if (!url || url.search !== '' || url.hash !== '' || url.username !== '') return false;
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  return url.protocol === 'https:' || (local && url.protocol === 'http:');
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
