/** What of an image matters to who runs it. */
export interface EngineImage {
  readonly id: string;
  /** `REPOSITORY@DIGEST`, for each repository that it is known to be in. */
  readonly digests: readonly string[];
  /** The signal that asks its program to end. */
  readonly stopSignal?: string;
}

/** Something of this machine that a container sees. */
export interface Bind {
  readonly source: string;
  readonly path: string;
  readonly readOnly: boolean;
}

/** One container, complete: nothing else of this machine reaches it. */
export interface ContainerOrder {
  /** Of all containers of the engine; who asks twice gets one. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly image: string;
  /** In place of the image's own entrypoint and arguments. */
  readonly entrypoint?: readonly string[];
  /** In place of the image's own arguments. */
  readonly args?: readonly string[];
  /** Beside and over the image's own. */
  readonly env: Readonly<Record<string, string>>;
  readonly workingDir?: string;
  /** In place of the image's own. */
  readonly user?: string;
  readonly hostname: string;
  /** Names and addresses that it can resolve beside those of the network. */
  readonly hosts: readonly { readonly name: string; readonly address: string }[];
  readonly binds: readonly Bind[];
  /** Its own port, and the one of this machine's loopback that leads to it. */
  readonly ports: readonly { readonly own: number; readonly loopback: number }[];
  readonly limits: ContainerLimits;
  /** Device files that it sees, and where this machine has them. */
  readonly devices: readonly { readonly path: string; readonly source: string }[];
  /** NVIDIA's GPUs that it sees, by index. */
  readonly gpus: readonly number[];
  /**
   * Its own; this machine's, whose ports are then its own; or the one of another container, which has names and ports for both and must run when this one
   * starts.
   */
  readonly network: "own" | "machine" | { readonly of: string };
}

export interface ContainerLimits {
  /** Bytes. */
  readonly memory?: number;
  /** Processors, in thousandths. */
  readonly cpuMillis?: number;
  readonly processes: number;
  readonly openFiles: number;
  /** Bytes of `/dev/shm`. */
  readonly sharedMemory: number;
}

export interface ContainerState {
  /** The engine's own, of all containers there ever were. */
  readonly id: string;
  /** made: it was never started. */
  readonly phase: "made" | "running" | "ended";
  /** As a shell tells it; of an ended one. */
  readonly code: number;
  /** The engine saw the kernel kill in it for want of memory. Not every engine sees that on every kernel. */
  readonly outOfMemory: boolean;
}

/** Bytes of the engine's disk. */
export interface ContainerDisk {
  /** What the container has written into its image's file system, volumes not counted. */
  readonly layer: number;
  /** The engine's own log of it; undefined where only the engine's user can see it. */
  readonly log: number | undefined;
}

/** What a running container takes; what the engine does not tell is absent. */
export interface ContainerUsage {
  /** Of processors, since it started. */
  readonly cpuMs?: number;
  /** Without files that can be forgotten at once. */
  readonly memoryBytes?: number;
}

/** The engine is there and will not start this container: `code` is what a shell ends with for the same reason. */
export class CannotStart extends Error {
  override readonly name = "CannotStart";
  readonly code: 125 | 126 | 127;

  constructor(message: string, code: 125 | 126 | 127) {
    super(message);
    this.code = code;
  }
}

/**
 * Runs containers, which live on without us. What is not there is an answer; every method but `create` and `start` may be called for a
 * container in any state. They throw what the engine says, or what the system says of its socket when it is away.
 */
export interface Engine {
  /** As people call it: `podman 4.3.1`. */
  readonly name: string;
  /** The folder in which it has layers and logs; undefined where it does not say. It may be one of another machine's. */
  readonly root: string | undefined;
  image(reference: string): Promise<EngineImage | undefined>;
  /** With the engine's own credentials. Throws what the registry says. */
  pull(reference: string, signal: AbortSignal): Promise<void>;
  /** Takes the image of an archive (Docker's or OCI's) in, and calls it so. */
  load(archive: string, as: string, signal: AbortSignal): Promise<void>;
  removeImage(reference: string): Promise<void>;
  /**
   * Twice makes one container; one of the same name and with other labels makes way for it. Throws CannotStart for an order that the
   * engine does not take.
   */
  create(order: ContainerOrder): Promise<void>;
  /** Twice starts it once. Throws CannotStart for a program that cannot be run. */
  start(name: string): Promise<void>;
  state(name: string): Promise<ContainerState | undefined>;
  /** May take as long as looking at every file that the container has made. */
  disk(name: string): Promise<ContainerDisk | undefined>;
  /** Of one that does not run nothing is told. */
  usage(name: string): Promise<ContainerUsage>;
  /** Resolves when it does not run. */
  ended(name: string, signal: AbortSignal): Promise<void>;
  /** Nothing happens to one that does not run. */
  kill(name: string, signal: string): Promise<void>;
  /** With its volumes, and whatever of it runs. */
  remove(name: string): Promise<void>;
  /** Those that have all of these labels, in any state. */
  list(labels: Readonly<Record<string, string>>): Promise<readonly ListedContainer[]>;
  /** All bytes that it has written, to both outputs, in one order that never changes; with `follow` also those to come. */
  output(
    name: string,
    options: { readonly follow: boolean; readonly signal: AbortSignal },
  ): AsyncIterable<Buffer>;
  /** Runs a command beside the program; its exit code, or undefined when it took longer. */
  exec(name: string, argv: readonly string[], timeoutMs: number): Promise<number | undefined>;
  close(): Promise<void>;
}

export interface ListedContainer {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}
