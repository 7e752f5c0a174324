import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import type { Tell } from "./places.ts";
import { run } from "./run.ts";

/** Debian's packages, each by a program of it. */
const PACKAGES: Readonly<Record<string, string>> = {
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
  "/usr/bin/busybox": "busybox-static",
  "/usr/lib/cni/bridge": "containernetworking-plugins",
  "/usr/include/stdlib.h": "libc6-dev",
};

/** Installs from Debian what is missing. Throws where that takes another user or another system. */
export async function installMissing(tell: Tell): Promise<void> {
  if (process.platform !== "linux" || process.getuid?.() !== 0) {
    throw new Error("The cluster for tests needs Linux and root: it starts containers and makes a bridge.");
  }
  const missing = new Set<string>();
  for (const [program, name] of Object.entries(PACKAGES)) {
    if (!(await isInstalled(program))) missing.add(name);
  }
  if (!(await hasVenv())) missing.add("python3-venv");
  if (missing.size === 0) return;
  tell(`installing ${[...missing].join(", ")}`);
  await run("apt-get", ["update", "-qq"]);
  const options = ["install", "-y", "-qq", "--no-install-recommends"];
  await run("apt-get", [...options, ...missing], { env: { DEBIAN_FRONTEND: "noninteractive" } });
}

async function isInstalled(program: string): Promise<boolean> {
  const folders = program.startsWith("/")
    ? [""]
    : [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin"];
  for (const folder of folders) {
    const found = await access(join(folder, program), constants.R_OK).then(
      () => true,
      () => false,
    );
    if (found) return true;
  }
  return false;
}

function hasVenv(): Promise<boolean> {
  return run("python3", ["-c", "import venv, ensurepip"]).then(
    () => true,
    () => false,
  );
}
