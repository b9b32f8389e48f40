/** How each failure of `npm run deploy` ends: 1 something did not work, 2 wrong arguments or settings, 3 something is missing here or in the account. */
export const EXIT_CODES = {
  option_unknown: 2,
  option_missing: 2,
  option_wrong: 2,
  settings_wrong: 2,
  settings_differ: 2,
  nobody_to_ask: 2,
  key_empty: 2,
  program_missing: 3,
  not_signed_in: 3,
  account_wrong: 3,
  zone_missing: 3,
  prefix_list_missing: 3,
  not_bootstrapped: 3,
  build_failed: 1,
  image_failed: 1,
  image_missing: 1,
  authorities_failed: 1,
  synthesis_failed: 1,
  comparison_failed: 1,
  not_agreed: 1,
  registry_failed: 1,
  listener_would_move: 1,
  deployment_failed: 1,
  site_failed: 1,
  smoke_failed: 1,
} as const satisfies Readonly<Record<string, number>>;

export type DeployCode = keyof typeof EXIT_CODES;

/** What went wrong, and what to do about it. */
export class DeployError extends Error {
  override name = 'DeployError';
  readonly code: DeployCode;
  readonly remedy: string;
  constructor(code: DeployCode, message: string, remedy: string) {
    super(message);
    this.code = code;
    this.remedy = remedy;
  }
  get exitCode(): number {
    return EXIT_CODES[this.code];
  }
}
