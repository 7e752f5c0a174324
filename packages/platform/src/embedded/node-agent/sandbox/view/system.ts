import { join } from "node:path";
import { linkAt, namesIn } from "./paths.ts";

/** Programs and libraries of the system, where distributions keep them; a link among them stays the link that it is. */
export const PROGRAMS = [
  "/usr",
  "/bin",
  "/sbin",
  "/lib",
  "/lib32",
  "/lib64",
  "/libx32",
  "/nix/store",
  "/gnu/store",
  // What dpkg has installed: without it no tool can tell.
  "/var/lib/dpkg",
];

/** Of /opt: libraries of accelerators. An interpreter that lives there is shown as an installation. */
const VENDORS = /^(amdgpu|cuda|intel|nvidia|rocm)([-.].*)?$/;

/** Of /etc: what programs and libraries read to work at all. Nothing here holds a secret on a system in order. */
const SETTINGS = new RegExp(
  `^(${[
    // Names of users, hosts and services.
    "passwd|group|nsswitch\\.conf|hosts|hostname|host\\.conf|gai\\.conf|resolv\\.conf|networks|protocols|services|rpc",
    // Certificates.
    "ssl|pki|ca-certificates(\\.conf)?|crypto-policies",
    // The linker, and which of several programs a name means.
    "ld\\.so\\.(cache|conf|conf\\.d)|alternatives|static",
    // Time, language and terminal.
    "localtime|timezone|locale\\.(alias|conf)|inputrc|terminfo|magic|mime\\.types|mailcap",
    // Shells, and which system this is.
    "profile|bash\\.bashrc|zsh|shells|login\\.defs|skel|os-release|debian_version|redhat-release|alpine-release|lsb-release",
    // Languages and their packages.
    "python.*|pip\\.conf|matplotlibrc|perl|java.*|R|julia|fonts|ImageMagick.*",
    // Accelerators.
    "OpenCL|vulkan|glvnd|nvidia.*|cuda.*|rocm.*",
  ].join("|")})$`,
);

/** Of /run, where daemons have their sockets: what names and libraries are found by. */
const RUNTIME = [
  "/run/systemd/resolve",
  "/run/resolvconf",
  "/run/NetworkManager",
  "/run/current-system",
  "/run/opengl-driver",
];

/** Hardware as the kernel describes it, for libraries that place threads and find accelerators. */
const HARDWARE = ["/sys/block", "/sys/bus", "/sys/class", "/sys/dev", "/sys/devices"];

/** Folders that programs expect to find, whatever is in them. */
const EMPTY = ["/etc", "/opt", "/sys", "/var/cache", "/var/lib", "/var/log"];

/** bwrap's options for the part of this machine that is the same for every program: read-only, and nothing of a user's. */
export async function systemView(): Promise<readonly string[]> {
  const settings = (await namesIn("/etc")).filter((name) => SETTINGS.test(name));
  const vendors = (await namesIn("/opt")).filter((name) => VENDORS.test(name));
  return [
    ...EMPTY.flatMap((folder) => ["--dir", folder]),
    ...(await Promise.all(PROGRAMS.map(asItIs))).flat(),
    ...settings.flatMap((name) => bound(join("/etc", name))),
    ...vendors.flatMap((name) => bound(join("/opt", name))),
    ...HARDWARE.flatMap(bound),
    ...["--tmpfs", "/run", ...RUNTIME.flatMap(bound)],
    ...["--symlink", "/run", "/var/run", "--dir", "/run/lock", "--symlink", "/run/lock", "/var/lock"],
  ];
}

async function asItIs(path: string): Promise<readonly string[]> {
  const link = await linkAt(path);
  return link === undefined ? bound(path) : ["--symlink", link, path];
}

const bound = (path: string): readonly string[] => ["--ro-bind-try", path, path];
