/** Enough of an address to know it by, too little to write to. */
export function hideMail(address: string): string {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, 1)}•••${address.slice(Math.max(at, 0))}`;
}

export function hidePhone(number: string): string {
  return `•••${number.slice(-3)}`;
}
