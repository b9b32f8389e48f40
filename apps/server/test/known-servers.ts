const keys = new Map<string, string>();

/** Notes how to be let in to a server that this test listens with. */
export function noteServer(address: string, key: string): void {
  keys.set(address, key);
}

/** `Authorization` for a server of this test; whoever wants to be somebody else says so. */
export function headersFor(address: string): Readonly<Record<string, string>> {
  const key = keys.get(address);
  return key === undefined ? {} : { authorization: `Bearer ${key}` };
}
