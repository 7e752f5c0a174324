import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import type { AgentOptions } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../packages/lib/src/testing/free-port.ts";
import { buildPrograms } from "../../scripts/cluster/build-programs.ts";
import { issueCertificates } from "../../scripts/cluster/pki.ts";
import { layout } from "../../scripts/cluster/places.ts";

/** A Kubernetes API server and how to speak to it. */
export interface ApiServerPeer {
  readonly url: string;
  readonly tls: Pick<AgentOptions, "ca" | "cert" | "key">;
  readonly headers: Readonly<Record<string, string>>;
  /** All processes that serve. */
  readonly pids: readonly number[];
  close(): Promise<void>;
}

/** The embedded home's API server, with its objects in a file. */
export async function embedded(): Promise<ApiServerPeer> {
  const folder = mkdtempSync(join(tmpdir(), "slipway-bench-"));
  const child = fork(join(import.meta.dirname, "door.ts"), [folder]);
  const [{ url, caPem }] = (await once(child, "message")) as [
    { readonly url: string; readonly caPem: string },
  ];
  return {
    url,
    tls: { ca: caPem },
    headers: { authorization: "Bearer admin" },
    pids: [child.pid ?? 0],
    close: () => closing(folder, [child]),
  };
}

/** kube-apiserver and etcd as the cluster for tests builds them; `durable`: etcd waits for the disk, as in production. */
export async function kubernetes(durable: boolean): Promise<ApiServerPeer> {
  const programs = await buildPrograms((line) => process.stderr.write(`${line}\n`));
  const folder = mkdtempSync(join(tmpdir(), "slipway-bench-"));
  const { pki, logs } = layout(folder);
  await issueCertificates(folder);
  mkdirSync(logs);
  const [client, peers, port] = [await freePort(), await freePort(), await freePort()];
  const file = (name: string) => join(pki, name);
  const start = (name: string, flags: Readonly<Record<string, string | number | boolean>>): ChildProcess => {
    const log = openSync(join(logs, `${name}.log`), "a");
    const args = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
    return spawn(join(programs, "bin", name), args, { stdio: ["ignore", log, log] });
  };
  const etcd = start("etcd", {
    "data-dir": join(folder, "etcd"),
    "unsafe-no-fsync": !durable,
    "listen-client-urls": `https://127.0.0.1:${client}`,
    "advertise-client-urls": `https://127.0.0.1:${client}`,
    "listen-peer-urls": `http://127.0.0.1:${peers}`,
    "initial-advertise-peer-urls": `http://127.0.0.1:${peers}`,
    "initial-cluster": `default=http://127.0.0.1:${peers}`,
    "client-cert-auth": true,
    "trusted-ca-file": file("ca.crt"),
    "cert-file": file("etcd.crt"),
    "key-file": file("etcd.key"),
  });
  const server = start("kube-apiserver", {
    "bind-address": "127.0.0.1",
    "secure-port": port,
    "etcd-servers": `https://127.0.0.1:${client}`,
    "etcd-cafile": file("ca.crt"),
    "etcd-certfile": file("etcd.crt"),
    "etcd-keyfile": file("etcd.key"),
    "tls-cert-file": file("apiserver.crt"),
    "tls-private-key-file": file("apiserver.key"),
    "client-ca-file": file("ca.crt"),
    "authorization-mode": "RBAC",
    "service-account-issuer": "https://kubernetes.default.svc",
    "service-account-signing-key-file": file("tokens.key"),
    "service-account-key-file": file("tokens.pub"),
    "service-cluster-ip-range": "10.90.0.0/16",
  });
  return {
    url: `https://127.0.0.1:${port}`,
    tls: {
      ca: readFileSync(file("ca.crt")),
      cert: readFileSync(file("admin.crt")),
      key: readFileSync(file("admin.key")),
    },
    headers: {},
    pids: [etcd.pid ?? 0, server.pid ?? 0],
    close: () => closing(folder, [server, etcd]),
  };
}

async function closing(folder: string, children: readonly ChildProcess[]): Promise<void> {
  for (const child of children) {
    if (child.exitCode !== null) continue;
    child.kill("SIGKILL");
    await once(child, "exit");
  }
  rmSync(folder, { recursive: true, force: true });
}
