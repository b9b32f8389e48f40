export type Command = { readonly label: string; readonly keys?: string; readonly run: () => void };

/** What the page in view can do, for the command palette. */
class PageCommands {
  list = $state.raw<readonly Command[]>([]);

  /** To be called while a component starts; the commands go with it. */
  offer(commands: () => readonly Command[]): void {
    $effect(() => {
      const offered = commands();
      this.list = offered;
      return () => {
        if (this.list === offered) this.list = [];
      };
    });
  }
}

export const pageCommands = new PageCommands();
