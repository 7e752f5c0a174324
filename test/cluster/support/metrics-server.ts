import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../../packages/lib/src/testing/free-port.ts";
import { layout } from "../../../scripts/cluster/places.ts";
import { goProgram } from "../../conformance/support/go-program.ts";
import { eventually } from "../../e2e/support/home.ts";
import type { Cluster } from "./cluster.ts";

const MODULE = join(import.meta.dirname, "../metrics-server");
const PACKAGE = "sigs.k8s.io/metrics-server/cmd/metrics-server";
const NAME = "metrics-server";
const API = "v1beta1.metrics.k8s.io";
const NAMESPACE = "kube-system";
const PATIENCE_SECONDS = 120;

/** Kubernetes' metrics-server as a program of this machine, which the cluster's API server asks for `metrics.k8s.io`. */
export class MetricsServer {
  readonly #cluster: Cluster;
  readonly #process: ChildProcess;
  readonly #folder: string;

  private constructor(cluster: Cluster, process: ChildProcess, folder: string) {
    this.#cluster = cluster;
    this.#process = process;
    this.#folder = folder;
  }

  /** Resolves once the cluster tells what its pods take. */
  static async up(cluster: Cluster): Promise<MetricsServer> {
    const program = await goProgram(MODULE, PACKAGE);
    const folder = mkdtempSync(join(tmpdir(), "slipway-metrics-server-"));
    const port = await freePort();
    const { pki } = layout(cluster.state);
    const flags = {
      kubeconfig: cluster.kubeconfig,
      "authentication-kubeconfig": cluster.kubeconfig,
      "authorization-kubeconfig": cluster.kubeconfig,
      "bind-address": cluster.hostAddress,
      "secure-port": port,
      "cert-dir": folder,
      "metric-resolution": "15s",
      "kubelet-preferred-address-types": "InternalIP",
      "kubelet-certificate-authority": join(pki, "ca.crt"),
      "kubelet-client-certificate": join(pki, "admin.crt"),
      "kubelet-client-key": join(pki, "admin.key"),
    };
    const args = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
    const child = spawn(program, args, { stdio: ["ignore", "ignore", "inherit"] });
    const server = new MetricsServer(cluster, child, folder);
    try {
      await cluster.apply(...registration(cluster.hostAddress, port));
      await eventually("the metrics of pods", PATIENCE_SECONDS, async () => {
        if (child.exitCode !== null) throw new Error("metrics-server has ended");
        const { code, stdout } = await cluster.run(["get", "--raw", "/apis/metrics.k8s.io/v1beta1/pods"]);
        return code === 0 && JSON.parse(stdout).items.length > 0 ? true : undefined;
      });
    } catch (error) {
      await server.down();
      throw error;
    }
    return server;
  }

  async down(): Promise<void> {
    await this.#cluster.run(["delete", "apiservice", API, "--ignore-not-found"]);
    await this.#cluster.run(["delete", "service,endpointslice", NAME, "-n", NAMESPACE, "--ignore-not-found"]);
    const { exitCode, signalCode } = this.#process;
    const ended = new Promise((resolve) => this.#process.once("exit", resolve));
    if (exitCode === null && signalCode === null && this.#process.kill()) await ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function registration(address: string, port: number): readonly object[] {
  const metadata = { name: NAME, namespace: NAMESPACE };
  return [
    {
      apiVersion: "v1",
      kind: "Service",
      metadata,
      spec: { ports: [{ name: "https", port: 443, targetPort: port }] },
    },
    {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { ...metadata, labels: { "kubernetes.io/service-name": NAME } },
      addressType: "IPv4",
      endpoints: [{ addresses: [address], conditions: { ready: true } }],
      ports: [{ name: "https", port }],
    },
    {
      apiVersion: "apiregistration.k8s.io/v1",
      kind: "APIService",
      metadata: { name: API },
      spec: {
        service: metadata,
        group: "metrics.k8s.io",
        version: "v1beta1",
        insecureSkipTLSVerify: true,
        groupPriorityMinimum: 100,
        versionPriority: 100,
      },
    },
  ];
}
