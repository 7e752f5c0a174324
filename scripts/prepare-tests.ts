/**
 * Before `npm test`: what the tests need of this machine is installed where that may be done (root, on Debian), and named in one
 * line with the command that brings it where not; no test has begun by then.
 */
import { canInstall, installPackages, missingPackages, type Needs } from "./system-packages.ts";

const EVERYWHERE: Needs = {
  git: "git",
  python3: "python3",
  "python:venv, ensurepip": "python3-venv",
  ps: "procps",
  zsh: "zsh",
  fish: "fish",
  shellcheck: "shellcheck",
  skopeo: "skopeo",
  umoci: "umoci",
  rclone: "rclone",
};

const ON_LINUX: Needs = {
  bwrap: "bubblewrap",
  ip: "iproute2",
  mount: "mount",
  "mkfs.ext4": "e2fsprogs",
  podman: "podman",
  "docker-registry": "docker-registry",
  runc: "runc",
  iptables: "iptables",
  nginx: "nginx-light",
  prometheus: "prometheus",
  "/usr/lib/podman/netavark": "netavark",
  busybox: "busybox-static",
  "/usr/lib/postgresql/*/bin/initdb": "postgresql",
};

const needs = process.platform === "linux" ? { ...EVERYWHERE, ...ON_LINUX } : EVERYWHERE;
const missing = await missingPackages(needs);
if (missing.length > 0) {
  const names = missing.join(" ");
  if (!(await canInstall())) {
    process.stderr.write(`The tests need ${missing.join(", ")}: as root, apt-get install ${names}\n`);
    process.exit(1);
  }
  process.stderr.write(`tests: installing ${names}\n`);
  await installPackages(missing);
}
