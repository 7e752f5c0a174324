import { isAbsolute, join, resolve } from "node:path";
import { defined, SlipwayError } from "@slipway/model";
import { dnsLabel } from "@slipway/model/kubernetes/name-rules.ts";
import type { Client } from "@slipway/sdk";
import type { CliContext, HomeConnection } from "../context.ts";
import { usageError } from "../errors/usage-error.ts";
import { asInvoked } from "../output/as-invoked.ts";
import { type Colors, colorsFor } from "../output/colors.ts";
import { type Formatter, formatterOf } from "../output/format.ts";
import { StatusLine } from "../output/status-line.ts";
import { visible } from "../output/visible.ts";
import { wrap } from "../output/wrap.ts";
import { orAborted } from "./or-aborted.ts";

/** Options every command understands. */
export interface CommonOptions {
  readonly state?: string;
  /** A kubeconfig context: the home is the one that is installed there. */
  readonly context?: string;
  readonly namespace?: string;
  readonly output?: string | undefined;
  readonly verbose?: boolean;
}

/** One run of a command: where it prints, whom it talks to. */
export class Session {
  readonly context: CliContext;
  readonly options: CommonOptions;
  readonly formatter: Formatter;
  readonly colors: Colors;
  readonly columns: number;
  /** What goes on now, for a person who looks; it is not drawn elsewhere. */
  readonly status: StatusLine;
  readonly stateDir: string;
  readonly #asInvoked: (text: string) => string;
  #client: Promise<Client> | undefined;
  #connection: Promise<HomeConnection> | undefined;
  readonly #ends: (() => Promise<void>)[] = [];

  constructor(context: CliContext, options: CommonOptions) {
    this.context = context;
    this.options = options;
    this.formatter = formatterOf(options.output);
    this.colors = colorsFor(context.stdout.isTty, context.env);
    this.status = new StatusLine(context.stderr);
    this.columns = Math.min(context.stdout.columns ?? 100, 120);
    this.stateDir = stateDirOf(context, options);
    this.#asInvoked = asInvoked(context.env);
    if (options.namespace !== undefined) requireNamespaceName(options.namespace);
  }

  get signal(): AbortSignal {
    return this.context.interrupted;
  }

  /** Data: what a script reads. Resolves once the reader takes more, or nobody wants it any more. */
  async out(text: string | Uint8Array): Promise<void> {
    const { stdout } = this.context;
    const isTaken = stdout.isTty ? this.status.above(() => stdout.write(text)) : stdout.write(text);
    if (!isTaken) await orAborted(stdout.drained(), this.signal);
  }

  /** Talk: what a person reads; never data. Prose keeps to the terminal's width; a line that is indented stays as it is. */
  say(text: string): void {
    const lines = visible(this.#asInvoked(text)).split("\n");
    const { columns } = this.context.stderr;
    const fitting =
      columns === undefined
        ? lines
        : lines.flatMap((line) => (line.startsWith(" ") ? line : wrap(line, Math.min(columns, 120))));
    this.status.above(() => this.context.stderr.write(`${fitting.join("\n")}\n`));
  }

  /** Prints data in the format asked for, or as the text that `otherwise` draws. */
  async print(data: unknown, otherwise: () => string): Promise<void> {
    await this.out((await this.formatter.render?.(data)) ?? visible(this.#asInvoked(otherwise())));
  }

  /** Whether a program reads what is printed. */
  get forPrograms(): boolean {
    return this.formatter.render !== undefined;
  }

  /** The kubeconfig context that is meant, where a cluster is and no folder of this machine. */
  get clusterContext(): string | undefined {
    const given = this.options.context ?? this.context.env["SLIPWAY_CONTEXT"];
    return given === "" ? undefined : given;
  }

  connection(): Promise<HomeConnection> {
    this.#connection ??= this.#find();
    return this.#connection;
  }

  async #find(): Promise<HomeConnection> {
    const cluster = this.clusterContext;
    if (cluster !== undefined) return this.context.home.cluster(cluster, this.options.namespace);
    const connection = await this.context.home.connection(this.stateDir);
    if (connection !== undefined) return connection;
    throw new SlipwayError("SLIP-CLI-004", `${this.stateDir} holds no Slipway`);
  }

  async namespace(): Promise<string> {
    return this.options.namespace ?? (await this.connection()).namespace;
  }

  client(): Promise<Client> {
    this.#client ??= this.#connect();
    return this.#client;
  }

  /** A path as the user means it: from the folder the command was called in. */
  path(given: string): string {
    return isAbsolute(given) ? given : resolve(this.context.cwd, given);
  }

  async end(): Promise<void> {
    this.status.clear();
    await Promise.all(this.#ends.splice(0).map((end) => end()));
  }

  /** A client of a cluster's API server, whether Slipway is installed there or not; it has no AWS door. */
  async cluster(context: string): Promise<Pick<Client, "kubernetes">> {
    const kubernetes = await this.context.home.clusterServer(context);
    return this.#clientOf({ kubernetes, aws: NO_DOOR });
  }

  async #connect(): Promise<Client> {
    return this.#clientOf(await this.connection());
  }

  async #clientOf({ kubernetes, aws }: Pick<HomeConnection, "kubernetes" | "aws">): Promise<Client> {
    const [{ createClient }, { trustingFetch }] = await Promise.all([
      import("@slipway/sdk"),
      import("./trusting-fetch.ts"),
    ]);
    const { fetch, close } = trustingFetch(kubernetes);
    this.#ends.push(close);
    const { kinds } = this.context;
    return createClient({
      ...defined({ kinds }),
      kubernetes: { server: kubernetes.server, token: kubernetes.token, fetch },
      aws: { ...aws, s3Endpoint: aws.s3Endpoint === "" ? s3Of(aws.region) : aws.s3Endpoint, fetch },
    });
  }
}

/** It becomes a part of addresses and of the bucket's name. */
function requireNamespaceName(name: string): void {
  const [why] = dnsLabel(name);
  if (why !== undefined) throw usageError(`--namespace ${name}: ${why}`);
}

const NO_DOOR: HomeConnection["aws"] = {
  endpoint: "http://127.0.0.1",
  region: "",
  accountId: "",
  accessKeyId: "",
  secretAccessKey: "",
};

/** Where AWS itself has the buckets of a region. */
const s3Of = (region: string): string => `https://s3.${region}.amazonaws.com`;

function stateDirOf(context: CliContext, options: CommonOptions): string {
  const given = options.state ?? context.env["SLIPWAY_STATE"];
  return given === undefined || given === ""
    ? join(context.homeFolder, ".slipway")
    : resolve(context.cwd, given);
}
