import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdir, readFile, rmdir, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { defined } from "@slipway/model";
import { type ControlGroups, controlGroups, type Parents } from "./control-groups.ts";

/** Where a hierarchy of control groups is mounted, and which group of it this process is in. */
interface Place {
  /** Version 1's controllers; none for version 2. */
  readonly controllers: readonly string[];
  readonly mount: string;
  readonly own: string;
}

/**
 * The control groups that this process may make for containers, found by making one: whether it may is decided in too many
 * places (rights, delegation, what is mounted how) to ask for each. Undefined where memory cannot be bounded by them.
 */
export async function findControlGroups(): Promise<ControlGroups | undefined> {
  if (process.platform !== "linux") return undefined;
  await makeRoom((await placesOfThisProcess()).find(isUnified));
  const places = await placesOfThisProcess();
  const unified = places.find(isUnified);
  const two = unified === undefined ? undefined : await firstUsable(unified, ["memory.max", "pids.max"]);
  if (two !== undefined) return controlGroups({ version: 2, memory: two });
  const [memory, pids, kill] = await Promise.all([
    usableOf(places, "memory", "memory.limit_in_bytes"),
    usableOf(places, "pids", "pids.max"),
    unified === undefined ? undefined : firstUsable(unified, ["cgroup.kill"]),
  ]);
  if (memory === undefined) return undefined;
  const parents: Parents = {
    version: 1,
    memory,
    ...defined({ pids, kill }),
  };
  return controlGroups(parents);
}

const isUnified = ({ controllers }: Place): boolean => controllers.length === 0;

/**
 * A group of version 2 that has processes hands no controller on (cgroups(7), "no internal processes"): who is alone in a
 * group that was delegated to it, as a unit of systemd with Delegate=yes, goes into one below.
 */
async function makeRoom(place: Place | undefined): Promise<void> {
  if (place === undefined || place.own === place.mount) return;
  const { own } = place;
  try {
    const [controllers, pids] = await Promise.all(
      ["cgroup.controllers", "cgroup.procs"].map((file) => readFile(join(own, file), "utf8")),
    );
    const has = (name: string) => controllers?.split(/\s+/).includes(name);
    if (pids?.trim() !== String(process.pid) || !has("memory") || !has("pids")) return;
    const below = join(own, "slipway-home");
    await mkdir(below, { recursive: true });
    await writeFile(join(below, "cgroup.procs"), String(process.pid));
    await writeFile(join(own, "cgroup.subtree_control"), "+memory +pids");
  } catch {
    // Not ours to change: then it is as it was, or we are one group lower, which bounds nothing.
  }
}

async function usableOf(
  places: readonly Place[],
  controller: string,
  file: string,
): Promise<string | undefined> {
  const place = places.find(({ controllers }) => controllers.includes(controller));
  return place === undefined ? undefined : firstUsable(place, [file]);
}

/** The nearest group, from our own upwards, in which another one can be made, bounded and entered. */
async function firstUsable({ mount, own }: Place, files: readonly string[]): Promise<string | undefined> {
  for (let parent = own; ; parent = dirname(parent)) {
    if (await isUsable(parent, files)) return parent;
    if (relative(mount, parent) === "" || (await hasLimit(parent))) return undefined;
  }
}

/** Somebody has bounded all that is in the group: nothing of it may leave it. */
async function hasLimit(group: string): Promise<boolean> {
  const limit = await readFile(join(group, "memory.max"), "utf8").catch(() => "max");
  return limit.trim() !== "max";
}

async function isUsable(parent: string, files: readonly string[]): Promise<boolean> {
  const group = join(parent, `slipway-try-${randomUUID()}`);
  try {
    await mkdir(group);
  } catch {
    return false;
  }
  try {
    // A value that changes nothing: what is asked is whether the file is there and ours to write.
    for (const file of files)
      if (file !== "cgroup.kill") await writeFile(join(group, file), unbounded(file), { flag: "r+" });
      else await writeFile(join(group, file), "1", { flag: "r+" });
    return await canEnter(group);
  } catch {
    return false;
  } finally {
    await removed(group);
  }
}

function unbounded(file: string): string {
  return file === "memory.limit_in_bytes" ? "-1" : "max";
}

function canEnter(group: string): Promise<boolean> {
  return new Promise((resolve) => {
    const script = 'echo $$ >"$0/cgroup.procs"';
    execFile("/bin/sh", ["-c", script, group], { timeout: 10_000 }, (error) => resolve(error === null));
  });
}

/** Who was in it has just ended, and may not have left yet. */
async function removed(group: string): Promise<void> {
  for (let tries = 0; tries < 20; tries++) {
    try {
      return await rmdir(group);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

async function placesOfThisProcess(): Promise<readonly Place[]> {
  try {
    const [groups, mounts] = await Promise.all(
      ["cgroup", "mountinfo"].map((name) => readFile(`/proc/self/${name}`, "utf8")),
    );
    return placesIn(groups ?? "", mounts ?? "");
  } catch {
    return [];
  }
}

/** From the texts of `/proc/self/cgroup` (cgroups(7)) and `/proc/self/mountinfo` (proc_pid_mountinfo(5)). */
export function placesIn(groups: string, mounts: string): readonly Place[] {
  return groups.split("\n").flatMap((line) => {
    const [, names, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (names === undefined || path === undefined) return [];
    const controllers = names.split(",").filter((name) => name !== "");
    const found = mounts
      .split("\n")
      .map(mountIn)
      .findLast((mount) => mount !== undefined && isOf(mount, controllers) && isBelow(path, mount.root));
    if (found === undefined) return [];
    return [{ controllers, mount: found.at, own: join(found.at, relative(found.root, path)) }];
  });
}

interface GroupMount {
  readonly root: string;
  readonly at: string;
  readonly version: 1 | 2;
  readonly options: readonly string[];
}

function mountIn(line: string): GroupMount | undefined {
  const [before = "", after = ""] = line.split(" - ");
  const [, , , root, at] = before.split(" ").map(unescaped);
  const [type, , options = ""] = after.split(" ");
  if (root === undefined || at === undefined || (type !== "cgroup" && type !== "cgroup2")) return undefined;
  return { root, at, version: type === "cgroup2" ? 2 : 1, options: options.split(",") };
}

function isOf(mount: GroupMount, controllers: readonly string[]): boolean {
  if (controllers.length === 0) return mount.version === 2;
  return mount.version === 1 && controllers.every((name) => mount.options.includes(name));
}

function isBelow(path: string, root: string): boolean {
  return root === "/" || path === root || path.startsWith(`${root}/`);
}

function unescaped(word: string): string {
  return word.replace(/\\([0-7]{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)));
}
