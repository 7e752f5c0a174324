import type { KindFacts } from "@slipway/model/kinds/facts.ts";

/** What the CLI is given by main: the process it runs in, and hold of the embedded home. */
export interface CliContext {
  /** Without the interpreter and the program. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** A person can be asked where it is a terminal. */
  readonly stdin: AsyncIterable<Uint8Array | string> & { readonly isTTY?: boolean };
  readonly cwd: string;
  /** The user's home folder. */
  readonly homeFolder: string;
  /** Slipway's own version. */
  readonly version: string;
  /** The files that ship beside the program: `examples/`. */
  readonly packageFolder: string;
  /** Aborts when the user interrupts (Ctrl-C) or somebody ends the command (SIGTERM). */
  readonly interrupted: AbortSignal;
  /** From now on the process ends, quietly and well, once nobody reads stdout any more. */
  endWithReader?(): void;
  /** The program that pods run, before its arguments. */
  readonly podProgram: readonly string[];
  readonly home: HomeControl;
  /** Those of metric definitions that can never be used, and why: words that go on from the metric's name. */
  unusableMetrics(
    definitions: readonly { readonly name: string; readonly regex: string }[],
  ): Promise<readonly { readonly name: string; readonly why: string }[]>;
  /** The kinds that are known without asking a server; absent means all that there are. */
  readonly kinds?: readonly KindFacts[];
}

/** A text sink. */
export interface Output {
  /** Takes the text in any case; false where the reader is behind, and nothing more should be written until `drained`. */
  write(text: string | Uint8Array): boolean;
  drained(): Promise<void>;
  /** Whether a person looks at it: only then colours and live lines. */
  readonly isTty: boolean;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
}

/** Starts, stops and finds the embedded home of a state folder. Failures are SlipwayErrors. */
export interface HomeControl {
  /**
   * Starts a home and resolves once it is ready. Detached, it is a process of its own that outlives this one; else it
   * lives in this process until `stop`. One that runs already on the folder is an answer (`already`), not an error.
   */
  up(options: {
    readonly stateDir: string;
    readonly detach: boolean;
    /** Gives up the folder's ports for free ones; clients then have to be set up again. */
    readonly newPorts?: boolean;
    /** The home may carry objects by SageMaker, with the AWS credentials of this environment. */
    readonly awsCredentials?: boolean;
    /** Absolute paths of this machine that every program may read. */
    readonly allowRead?: readonly string[];
    /** What Python environments may take together. */
    readonly cacheLimitBytes?: number;
    /** Ends the start, where a home that runs for itself is not ready yet: nothing of it runs then. */
    readonly signal?: AbortSignal;
  }): Promise<RunningHome>;
  /**
   * Ends the home and resolves once it is gone; false when none was running. Training programs go on and are found
   * again at the next start, unless `jobs` says to end them too.
   */
  down(stateDir: string, options: { readonly jobs: boolean }): Promise<boolean>;
  status(stateDir: string): Promise<HomeStatus>;
  /** From the folder alone, whether a home runs or not; undefined when none was ever started with it. */
  connection(stateDir: string): Promise<HomeConnection | undefined>;
  /** From a kubeconfig context alone, whether Slipway is installed there or not: how its API server is reached. */
  clusterServer(context: string): Promise<KubernetesServer>;
  /** The home that is installed in a cluster, for a namespace, by default the context's; throws where there is none. */
  cluster(context: string, namespace?: string): Promise<HomeConnection>;
  /** The Python environments that a home keeps for jobs; with `check` every byte of them is read. */
  environments(stateDir: string, options: { readonly check: boolean }): Promise<KeptEnvironments>;
  /** Writes a consistent copy of a running home's state into a new file, or over one where that was asked for. */
  backup(
    stateDir: string,
    file: string,
    options: { readonly overwrite: boolean; readonly signal?: AbortSignal },
  ): Promise<{ readonly bytes: number }>;
  /** Makes a state folder of a backup, all of it or nothing, and starts nothing. */
  restore(
    stateDir: string,
    file: string,
    options: {
      /** In place of a state that is there, which is kept aside. */
      readonly replace: boolean;
      readonly progress: (done: { readonly bytes: number; readonly of: number }) => void;
      /** Ends it with the state folder as it was, until the backup takes its place. */
      readonly signal?: AbortSignal;
    },
  ): Promise<RestoredHome>;
}

export interface RestoredHome {
  readonly files: number;
  readonly bytes: number;
  /** When the backup was made (RFC 3339) and by which Slipway; absent where it does not say. */
  readonly createdAt?: string;
  readonly version?: string;
  /** The folder that holds what was there before. */
  readonly aside?: string;
}

export interface KeptEnvironments {
  readonly count: number;
  readonly bytes: number;
  /** Those that are no longer what was installed. */
  readonly damaged: readonly string[];
}

export interface RunningHome {
  readonly stateDir: string;
  readonly already: boolean;
  /** Seconds from the call to ready. */
  readonly seconds: number;
  /** Ends it and resolves once it is gone; of a detached one as well. */
  stop(): Promise<void>;
  /** Resolves when the home has ended by itself. */
  readonly ended: Promise<void>;
}

export interface HomeStatus {
  /** Ready, and so able to answer. */
  readonly running: boolean;
  /** Of the server that holds the folder, if one does. */
  readonly phase?: "starting" | "ready" | "ending";
  readonly stateDir: string;
  readonly pid?: number;
  readonly version?: string;
  /** RFC 3339. */
  readonly startedAt?: string;
  readonly ports?: Readonly<Record<string, number>>;
  readonly schemaVersion?: number;
  /** The newest schema version this program knows. */
  readonly supportedSchemaVersion: number;
}

/** An API server, whom it is trusted for, and as whom one asks: by a token or a client certificate. */
export interface KubernetesServer {
  readonly server: string;
  readonly caPem?: string;
  readonly token?: string;
  readonly certPem?: string;
  readonly keyPem?: string;
}

/** How clients reach a home. Nothing of it may be printed but by `slipway env`. */
export interface HomeConnection {
  readonly kubeconfig: string;
  readonly namespace: string;
  /** The namespaces that have jobs; absent where all have. */
  readonly jobsIn?: readonly string[];
  readonly kubernetes: KubernetesServer;
  readonly aws: {
    readonly endpoint: string;
    /** Where buckets are, if they are not at `endpoint`. */
    readonly s3Endpoint?: string;
    readonly region: string;
    readonly accountId: string;
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    /** The proxy that leads every host of AWS's to this home, for who has the address, which holds a password; absent where there is none. */
    readonly proxy?: string;
    /** Why there is no key: reading objects and logs needs none. */
    readonly refused?: string;
    /** What reaches the buckets, where that is another key. */
    readonly s3Key?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
}
