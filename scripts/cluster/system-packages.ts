import { installPackages, missingPackages, type Needs } from "../system-packages.ts";
import type { Tell } from "./places.ts";

const NEEDS: Needs = {
  containerd: "containerd",
  ctr: "containerd",
  runc: "runc",
  iptables: "iptables",
  conntrack: "conntrack",
  ip: "iproute2",
  mount: "mount",
  unshare: "util-linux",
  openssl: "openssl",
  gcc: "gcc",
  debootstrap: "debootstrap",
  python3: "python3",
  "python:venv, ensurepip": "python3-venv",
  "/usr/bin/busybox": "busybox-static",
  "/usr/lib/cni/bridge": "containernetworking-plugins",
  "/usr/include/stdlib.h": "libc6-dev",
};

/** Installs from Debian what is missing. Throws where that takes another user or another system. */
export async function installMissing(tell: Tell): Promise<void> {
  if (process.platform !== "linux" || process.getuid?.() !== 0) {
    throw new Error("The cluster for tests needs Linux and root: it starts containers and makes a bridge.");
  }
  const missing = await missingPackages(NEEDS);
  if (missing.length === 0) return;
  tell(`installing ${missing.join(", ")}`);
  await installPackages(missing);
}
