import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { promisify } from "node:util";
import * as faults from "../../../scripts/cluster/faults.ts";
import { importImage, killContainer } from "../../../scripts/cluster/images/images.ts";
import { DEFAULT_STATE, layout, NETWORK } from "../../../scripts/cluster/places.ts";
import { kubectl } from "../../../scripts/tools.ts";

const execute = promisify(execFile);

export interface Output {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface PodList {
  readonly items: readonly {
    readonly metadata: { readonly name: string; readonly deletionTimestamp?: string };
    readonly status: {
      readonly conditions?: readonly { readonly type: string; readonly status: string }[];
      readonly containerStatuses?: readonly {
        readonly containerID?: string;
        readonly state?: { readonly running?: object };
      }[];
    };
  }[];
}

/** The cluster that the tests share; a test keeps to a namespace of its own. */
export class Cluster {
  readonly state = DEFAULT_STATE;
  readonly kubeconfig = layout(DEFAULT_STATE).kubeconfig("admin");
  /** Where pods reach servers of this machine that listen on this address. */
  readonly hostAddress = NETWORK.host;

  /** Runs a foreign kubectl as the administrator, to whatever end. Text in `input` is what `-f -` reads. */
  async run(args: readonly string[], input = ""): Promise<Output> {
    const own = {
      HOME: this.state,
      KUBECONFIG: this.kubeconfig,
      KUBECACHEDIR: layout(this.state).kubectlCache,
    };
    const env = { PATH: process.env["PATH"], ...own };
    const running = execute(await kubectl(), [...args], { env, maxBuffer: 64 * 1024 * 1024 });
    running.child.stdin?.on("error", () => {}).end(input);
    return running.then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      (error: Output) => ({ code: error.code, stdout: error.stdout, stderr: error.stderr }),
    );
  }

  /** The same, and it must succeed; gives what it printed. */
  async ok(...args: readonly string[]): Promise<string> {
    return printed(args, await this.run(args));
  }

  async apply(...objects: readonly object[]): Promise<void> {
    const list = { apiVersion: "v1", kind: "List", items: objects };
    const args = ["apply", "-f", "-"];
    printed(args, await this.run(args, JSON.stringify(list)));
  }

  async get<T>(...args: readonly string[]): Promise<T> {
    return JSON.parse(await this.ok("get", ...args, "-o", "json")) as T;
  }

  /** A fresh namespace, ready for pods. */
  async namespace(): Promise<string> {
    const name = `test-${randomUUID().slice(0, 8)}`;
    await this.ok("create", "namespace", name);
    // Made by a controller; the API server refuses pods until it is there.
    await this.ok("wait", "--for=create", "serviceaccount/default", `--namespace=${name}`, "--timeout=30s");
    return name;
  }

  async removeNamespace(name: string): Promise<void> {
    await this.ok("delete", "namespace", name, "--wait=false");
    await this.ok("delete", "pods", "--all", `--namespace=${name}`, "--grace-period=1");
  }

  importImage(file: string): Promise<void> {
    return importImage(this.state, file);
  }

  /**
   * kill -9 for the one container of the pods with this label. The pods are then taken away, so that their Deployment makes
   * others at once instead of waiting longer after each crash; resolves when it has.
   */
  async kill(namespace: string, label: string): Promise<void> {
    const at = ["pods", `--namespace=${namespace}`, `--selector=${label}`];
    const { items } = await this.get<PodList>(...at);
    for (const { status } of items)
      for (const { containerID, state } of status.containerStatuses ?? [])
        if (state?.running !== undefined && containerID !== undefined)
          await killContainer(this.state, containerID);
    await this.ok("delete", ...at, "--grace-period=0", "--force");
    await this.ok("wait", ...at, "--for=condition=Ready", "--timeout=60s");
  }

  /** Pods with this label that are not going. */
  async podsOf(
    namespace: string,
    label: string,
  ): Promise<readonly { readonly name: string; readonly isReady: boolean; readonly containers: string[] }[]> {
    const { items } = await this.get<PodList>("pods", `--namespace=${namespace}`, `--selector=${label}`);
    return items
      .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
      .map(({ metadata, status }) => ({
        name: metadata.name,
        isReady: (status.conditions ?? []).some(({ type, status: is }) => type === "Ready" && is === "True"),
        containers: (status.containerStatuses ?? []).flatMap(({ containerID, state }) =>
          state?.running !== undefined && containerID !== undefined ? [containerID] : [],
        ),
      }));
  }

  /** kill -9 for the containers of one of the pods with this label, which the kubelet starts again. */
  async killOne(namespace: string, label: string): Promise<void> {
    const [pod] = await this.podsOf(namespace, label);
    for (const id of pod?.containers ?? []) await killContainer(this.state, id);
  }

  /**
   * Drains the node of the pods with this label, by a foreign `kubectl drain`. There is but one node, so it takes pods again at
   * once: what is evicted comes back to it.
   */
  async drainOf(label: string): Promise<void> {
    const [node = ""] = (await this.ok("get", "nodes", "-o", "name")).trim().split("\n");
    const name = node.replace(/^node\//, "");
    const drained = this.run([
      ...["drain", name, `--pod-selector=${label}`, "--ignore-daemonsets", "--delete-emptydir-data"],
      ...["--force", "--timeout=150s"],
    ]);
    const uncordon = setInterval(() => void this.run(["uncordon", name]), 1_000);
    try {
      printed(["drain"], await drained);
    } finally {
      clearInterval(uncordon);
      await this.ok("uncordon", name);
    }
  }

  stopApiServer(): Promise<void> {
    return faults.stopApiServer(this.state);
  }

  startApiServer(): Promise<void> {
    return faults.startApiServer(this.state);
  }

  stopKubelet(): Promise<void> {
    return faults.stopKubelet(this.state);
  }

  startKubelet(): Promise<void> {
    return faults.startKubelet(this.state);
  }
}

function printed(args: readonly string[], { code, stdout, stderr }: Output): string {
  if (code !== 0) throw new Error(`kubectl ${args.join(" ")} ended with ${code}: ${stderr}`);
  return stdout;
}
