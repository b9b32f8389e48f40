/** The search part of an address with one parameter set, or taken away by ''; without the question mark. */
export function withParameter(search: string, name: string, value: string): string {
  const params = new URLSearchParams(search);
  if (value) params.set(name, value);
  else params.delete(name);
  return params.toString();
}
