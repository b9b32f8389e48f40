const KEY = 'outlap.invitation';

/** The token of the invitation that brought somebody here, for as long as this tab is open. */
export function keptInvitation(): string {
  try {
    return sessionStorage.getItem(KEY) ?? '';
  } catch {
    return '';
  }
}

/** Keeps it while the person signs in or makes an account; empty forgets it. */
export function keepInvitation(token: string): void {
  try {
    if (token) sessionStorage.setItem(KEY, token);
    else sessionStorage.removeItem(KEY);
  } catch {
    // Without storage the link has to be opened again after signing in.
  }
}
