import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { hostsOf, type PodNetwork } from "../node/network-book.ts";
import type { PodFolder } from "./pod-folder.ts";
import { writeWhole } from "./write-whole.ts";

/** Where programs of the pod look up names, on this machine. */
export function hostsFile({ path }: PodFolder): string {
  return join(path, "hosts");
}

/** Names of the pod's group, then those that this machine knows. */
export function writeHostsFile(folder: PodFolder, network: PodNetwork): void {
  const lines = Object.entries(hostsOf(network)).map(([name, address]) => `${address}\t${name}`);
  writeWhole(hostsFile(folder), `${lines.join("\n")}\n${machineHosts()}`);
  // The pod may have users of its own, who look names up themselves.
  chmodSync(hostsFile(folder), 0o644);
}

function machineHosts(): string {
  try {
    return readFileSync("/etc/hosts", "utf8");
  } catch {
    return "127.0.0.1\tlocalhost\n::1\tlocalhost\n";
  }
}
