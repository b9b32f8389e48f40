/** What goes to the thread of the embedded database, and what comes back. */
export type DatabaseRequest =
  | {
      readonly id: number;
      readonly kind: 'query';
      readonly text: string;
      readonly values: unknown[];
    }
  | { readonly id: number; readonly kind: 'script'; readonly text: string }
  | { readonly id: number; readonly kind: 'copy-out'; readonly text: string }
  | {
      readonly id: number;
      readonly kind: 'copy-in';
      readonly text: string;
      readonly copy: Uint8Array;
    }
  | { readonly id: number; readonly kind: 'close' };

export type StatementResult = {
  readonly rows: unknown[];
  readonly affectedRows: number | undefined;
  readonly command: string | undefined;
};

export type DatabaseResponse =
  | { readonly id: number; readonly kind: 'done'; readonly results: StatementResult[] }
  | {
      readonly id: number;
      readonly kind: 'failed';
      readonly error: Readonly<Record<string, unknown>>;
    };
