import { createLibrary, type LibraryParts } from './auth.ts';
import { callLibrary, type CallLibrary } from './call.ts';

/** The identity library, ready to be called. */
export function openLibrary(parts: LibraryParts): CallLibrary {
  const library = createLibrary(parts);
  return (call) => callLibrary({ ...parts, library }, call);
}
