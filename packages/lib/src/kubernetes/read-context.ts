import { createHash } from "node:crypto";
import type { KubeConfig } from "@kubernetes/client-node";
import { defined, SlipwayError } from "@slipway/model";
import { wordsOf } from "../words-of.ts";

/** What a kubeconfig context says, with files and commands it names already read and run. */
export interface KubernetesContext {
  readonly server: {
    readonly server: string;
    readonly caPem?: string;
    readonly token?: string;
    readonly certPem?: string;
    readonly keyPem?: string;
  };
  readonly namespace: string;
  /** Short, the same for the same server and user, and another one where a context of the same name means others. */
  readonly id: string;
  /** A kubeconfig of this context alone, as text; it may hold credentials. */
  readonly kubeconfig: string;
}

/**
 * Reads a kubeconfig: `$KUBECONFIG` or the default one, unless a file is given; its current context where none is named. Throws
 * SLIP-CLIENT-008 where the context is not there.
 */
export async function readContext(wanted?: string, file?: string): Promise<KubernetesContext> {
  const { KubeConfig } = await import("@kubernetes/client-node");
  const all = new KubeConfig();
  load(all, file);
  const name = wanted ?? all.getCurrentContext();
  const context = all.getContextObject(name);
  const cluster = context && all.getCluster(context.cluster);
  const user = context && all.getUser(context.user);
  if (!context || !cluster || !user) {
    const known = all.getContexts().map((one) => one.name);
    throw new SlipwayError(
      "SLIP-CLIENT-008",
      `the kubeconfig has no context ${name}; it has ${known.length === 0 ? "none" : known.join(", ")}`,
    );
  }
  const one = new KubeConfig();
  one.loadFromOptions({ clusters: [cluster], users: [user], contexts: [context], currentContext: name });
  const options: { ca?: unknown; cert?: unknown; key?: unknown; headers?: Record<string, unknown> } = {};
  await one.applyToHTTPSOptions(options as never);
  const authorization = String(options.headers?.["Authorization"] ?? "");
  const token = authorization.startsWith("Bearer ") ? authorization.slice(7) : undefined;
  return {
    server: {
      server: cluster.server,
      ...pem("caPem", options.ca),
      ...pem("certPem", options.cert),
      ...pem("keyPem", options.key),
      ...defined({ token }),
    },
    namespace: context.namespace ?? "default",
    id: createHash("sha256").update(`${cluster.server} ${context.user}`).digest("hex").slice(0, 8),
    kubeconfig: one.exportConfig(),
  };
}

function load(into: KubeConfig, file: string | undefined): void {
  try {
    if (file === undefined) into.loadFromDefault();
    else into.loadFromFile(file);
  } catch (error) {
    const words = wordsOf(error);
    throw new SlipwayError("SLIP-CLIENT-008", `the kubeconfig cannot be read: ${words}`, { cause: error });
  }
}

function pem<Name extends string>(name: Name, value: unknown): Partial<Record<Name, string>> {
  if (value === undefined || value === null) return {};
  return { [name]: String(value) } as Partial<Record<Name, string>>;
}
