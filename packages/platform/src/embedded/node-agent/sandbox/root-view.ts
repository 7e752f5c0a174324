import { lstat, readdir, readlink, realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { hidden } from "./hidden.ts";
import type { Host } from "./host.ts";
import type { Mount, Program } from "./sandbox.ts";

/** Folders of the container's own: nothing of the host's is seen in them. */
const OWN = ["/tmp", "/var/tmp", "/proc", "/dev", "/run"];

/** Of /run, which is hidden because daemons have their sockets there: what names and libraries are found by. */
const RUN_KEEPS = [
  "/run/systemd/resolve",
  "/run/resolvconf",
  "/run/NetworkManager",
  "/run/current-system",
  "/run/opengl-driver",
];

const ACCELERATORS = /^(nvidia.*|dri|kfd|accel)$/;

/** bwrap's options for the file system that one program sees; what comes later lies on top. */
export async function rootView(program: Program, host: Host): Promise<readonly string[]> {
  const mounts = await Promise.all(program.mounts.map(atRealPath));
  const readable = [
    ...(OWN.some((own) => host.home.startsWith(`${own}/`)) ? [host.home] : []),
    ...(program.readable ?? foldersOf(program.argv.slice(0, 2))),
  ];
  const opened = await openedFolders(mounts.map(({ path }) => path));
  return [
    ...(await boundEntries("/")),
    ...(await Promise.all(opened.map(openFolder))).flat(),
    ...["--proc", "/proc", "--dev", "/dev"],
    ...(await accelerators()),
    ...["--tmpfs", "/run", ...RUN_KEEPS.flatMap((path) => ["--ro-bind-try", path, path])],
    ...["--bind", program.temporary, "/tmp"],
    ...((await exists("/var/tmp")) ? ["--bind", program.temporary, "/var/tmp"] : []),
    ...readable.flatMap((path) => ["--ro-bind-try", path, path]),
    ...(await hidden(host, { own: OWN, readable })),
    ...mounts.flatMap(({ path, source, readOnly }) => [readOnly ? "--ro-bind" : "--bind", source, path]),
    ...["/run", ...opened, "/"].flatMap((path) => ["--remount-ro", path]),
  ];
}

/** The program itself may be installed below a folder of the container's own, where it would not be seen. */
function foldersOf(argv: readonly string[]): readonly string[] {
  return argv.flatMap((word) => {
    const own = OWN.find((folder) => word.startsWith(`${folder}/`));
    const name = own === undefined ? undefined : word.slice(own.length + 1).split("/")[0];
    return own === undefined || name === undefined || own === "/proc" || own === "/dev"
      ? []
      : [join(own, name)];
  });
}

/** bwrap does not follow the host's links above a mount point: `/opt` may be one. */
async function atRealPath(mount: Mount): Promise<Mount> {
  const above = await deepestExisting(mount.path);
  const rest = mount.path.slice(above.length);
  const real = await realpath(above);
  return { ...mount, path: real === "/" ? mount.path : `${real}${rest}` };
}

/**
 * The folders in which mount points are missing. The host's own are read-only, so these are made anew with the same
 * entries; the root always is.
 */
async function openedFolders(mountPaths: readonly string[]): Promise<readonly string[]> {
  const folders = new Set<string>();
  for (const path of mountPaths) {
    if (OWN.some((own) => path.startsWith(`${own}/`)) || (await exists(path))) continue;
    folders.add(await deepestExisting(path));
  }
  folders.delete("/");
  return [...folders].sort();
}

/**
 * A folder directly below / gets its entries as links into a bind of it that is just as deep, so that relative links
 * still lead where they led: a bind for each of a hundred entries would take 50 ms.
 */
async function openFolder(folder: string): Promise<readonly string[]> {
  if (dirname(folder) !== "/") return ["--tmpfs", folder, ...(await boundEntries(folder))];
  const beside = `/.${basename(folder)}`;
  const links = await Promise.all(
    (await readdir(folder)).map(async (name) => {
      const link = await readlink(join(folder, name)).catch(() => undefined);
      return ["--symlink", link ?? join(beside, name), join(folder, name)];
    }),
  );
  return ["--ro-bind", folder, beside, "--tmpfs", folder, ...links.flat()];
}

async function boundEntries(folder: string): Promise<readonly string[]> {
  const parts = await Promise.all(
    (await readdir(folder)).map(async (name) => {
      const path = join(folder, name);
      if (OWN.includes(path)) return [];
      const link = await readlink(path).catch(() => undefined);
      return link === undefined ? ["--ro-bind-try", path, path] : ["--symlink", link, path];
    }),
  );
  return parts.flat();
}

async function accelerators(): Promise<readonly string[]> {
  const names = await readdir("/dev").catch(() => []);
  const found = names.filter((name) => ACCELERATORS.test(name)).map((name) => `/dev/${name}`);
  return found.flatMap((path) => ["--dev-bind-try", path, path]);
}

async function deepestExisting(path: string): Promise<string> {
  let folder = path;
  while (!(await exists(folder))) folder = dirname(folder);
  return folder;
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
