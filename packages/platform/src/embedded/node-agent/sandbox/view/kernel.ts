import { lstat } from "node:fs/promises";
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

const ACCELERATORS = /^(nvidia.*|dri|kfd|accel|dxg)$/;

/** bwrap's options for /proc and /dev: the program's own processes, the usual devices and the accelerators. */
export async function kernelView(): Promise<readonly string[]> {
  return [
    ...["--proc", "/proc", "--dev", "/dev"],
    // The one that bwrap makes belongs to who started it, who may be another user than the program's.
    ...["--perms", "1777", "--tmpfs", "/dev/shm"],
    ...(await accelerators()),
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

async function accelerators(): Promise<readonly string[]> {
  const found = (await namesIn("/dev")).filter((name) => ACCELERATORS.test(name));
  return found.flatMap((name) => ["--dev-bind-try", `/dev/${name}`, `/dev/${name}`]);
}
