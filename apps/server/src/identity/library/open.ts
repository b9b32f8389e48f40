import { createLibrary, type LibraryParts } from './auth.ts';
import { callLibrary, type CallLibrary } from './call.ts';
import { throughProviders } from './provider-fetch.ts';

const SINGLE_SIGN_ON = /^\/(?:sso\/|sign-in\/sso$)/;

/** The identity library, ready to be called. */
export function openLibrary(parts: LibraryParts): CallLibrary {
  const library = createLibrary(parts);
  const { SSO_HOSTS } = parts.config;
  return (call) => {
    const ask = () => callLibrary({ ...parts, library }, call);
    return SINGLE_SIGN_ON.test(call.path) ? throughProviders(SSO_HOSTS, ask) : ask();
  };
}
