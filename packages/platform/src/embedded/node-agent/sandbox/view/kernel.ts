import { lstat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Device } from "#lib/gpus/gpu-devices.ts";
import { namesIn } from "./paths.ts";

/** What container runtimes show read-only, because writing there changes the machine. */
const UNCHANGEABLE = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

/** What they hide, because reading there tells of other programs or of memory. */
const MASKED = [
  "/proc/acpi",
  "/proc/asound",
  "/proc/interrupts",
  "/proc/kcore",
  "/proc/keys",
  "/proc/latency_stats",
  "/proc/sched_debug",
  "/proc/scsi",
  "/proc/timer_list",
  "/proc/timer_stats",
  "/sys/devices/virtual/dmi",
  "/sys/devices/virtual/powercap",
];

/** Those that nobody hands out; every one of NVIDIA's is handed out. */
const ACCELERATORS = /^(dri|kfd|accel|dxg)$/;

/**
 * bwrap's options for /proc and /dev: the program's own processes, the usual devices, and accelerators but for the GPUs that are
 * handed out, whose files are given.
 */
export async function kernelView(handedOut: readonly string[]): Promise<readonly string[]> {
  return [
    ...["--proc", "/proc", "--dev", "/dev"],
    // The one that bwrap makes belongs to who started it, who may be another user than the program's.
    ...["--perms", "1777", "--tmpfs", "/dev/shm"],
    ...(await accelerators(handedOut)),
    ...UNCHANGEABLE.flatMap((path) => ["--ro-bind-try", path, path]),
    ...(await Promise.all(MASKED.map(masked))).flat(),
  ];
}

/** As the Open Container Initiative's runtimes do it: emptiness over a folder, /dev/null over a file. */
async function masked(path: string): Promise<readonly string[]> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) return [];
  return found.isDirectory() ? ["--tmpfs", path, "--remount-ro", path] : ["--ro-bind", "/dev/null", path];
}

/** bwrap's options for device files, which lie over what `kernelView` shows. */
export function deviceView(devices: readonly Device[]): readonly string[] {
  const folders = [...new Set(devices.map(({ path }) => dirname(path)))].filter(
    (folder) => folder !== "/dev",
  );
  return [
    ...folders.flatMap((folder) => ["--dir", folder]),
    ...devices.flatMap(({ path, source }) => ["--dev-bind-try", source, path]),
  ];
}

/** Of a folder in which some are handed out, the others. */
async function accelerators(handedOut: readonly string[]): Promise<readonly string[]> {
  const found = (await namesIn("/dev"))
    .filter((name) => ACCELERATORS.test(name))
    .map((name) => `/dev/${name}`);
  const shown = found.map(async (path) => {
    if (handedOut.includes(path)) return [];
    if (!handedOut.some((own) => own.startsWith(`${path}/`))) return [path];
    return (await namesIn(path)).map((name) => join(path, name)).filter((file) => !handedOut.includes(file));
  });
  return deviceView((await Promise.all(shown)).flat().map((path) => ({ path, source: path })));
}
