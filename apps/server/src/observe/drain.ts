/** Whether the server is about to stop: from then on it is not ready, and hands over. */
export type Drain = { readonly isDraining: boolean; readonly begin: () => void };

export function openDrain(): Drain {
  let isDraining = false;
  return {
    get isDraining() {
      return isDraining;
    },
    begin: () => {
      isDraining = true;
    },
  };
}
