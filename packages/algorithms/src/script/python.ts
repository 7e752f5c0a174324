/** An interpreter of this machine. */
export interface Python {
  readonly executable: string;
  readonly version: string;
}

/** What the interpreter at a path prints when it is run with arguments; throws when it does not run. */
export type Identify = (path: string, args: readonly string[]) => Promise<string>;
