/** What a sandbox must know of this machine. */
export interface Host {
  /** Hidden from every pod. */
  readonly stateDir: string;
  /** The user's home folder. Programs have one of their own in its place. */
  readonly home: string;
  /** Folders and files that the home's owner lets every pod read. */
  readonly allowRead: readonly string[];
  /** Device files of all the machine's GPUs, which programs see only where they are their own. */
  gpuDevices(): readonly string[];
  /** All that a process of a pod inherits. */
  readonly environment: Readonly<Record<string, string>>;
}
