/** What a sandbox must know of this machine. */
export interface Host {
  /** Hidden from every pod. */
  readonly stateDir: string;
  readonly home: string;
  /** All that a process of a pod inherits. */
  readonly environment: Readonly<Record<string, string>>;
}
