import type { Host } from "../host.ts";
import type { Program } from "../sandbox.ts";
import { hidden } from "./hidden.ts";
import { installations } from "./installations.ts";
import { kernelView } from "./kernel.ts";
import { mountPoint, openedFolders, withEntries } from "./mount-points.ts";
import { PROGRAMS, systemView } from "./system.ts";

/**
 * bwrap's options for the file system that one program sees. It starts from nothing: the system's programs and
 * libraries, interpreters on the PATH, the image's own files, what the home's owner lets it read, and the pod's own folders.
 * What comes later lies on top.
 */
export async function rootView(program: Program, host: Host): Promise<readonly string[]> {
  const installed = await installations(host);
  const shown = [...PROGRAMS, ...installed, ...program.readable, ...host.allowRead];
  const mounts = await Promise.all(
    program.mounts.map(async (mount) => ({ ...mount, path: await mountPoint(mount.path, shown) })),
  );
  const anew = await openedFolders(
    mounts.map(({ path }) => path),
    shown,
  );
  return [
    ...(await systemView()),
    ...(await kernelView()),
    ...["--bind", program.temporary, "/tmp", "--bind", program.temporary, "/var/tmp"],
    ...[...foldersAbove(host.home), "--bind", program.home, host.home],
    ...[...installed, ...program.readable, ...host.allowRead].flatMap((path) => [
      ...foldersAbove(path),
      ...["--ro-bind-try", path, path],
    ]),
    ...(await hidden(host, shown)),
    ...(await Promise.all(anew.map(withEntries))).flat(),
    ...mounts.flatMap(({ path, source, readOnly }) => [
      ...foldersAbove(path),
      ...[readOnly ? "--ro-bind" : "--bind", source, path],
    ]),
    ...["--bind", program.terminationLog, TERMINATION_LOG],
    ...["/run", "/dev", ...anew, "/"].flatMap((path) => ["--remount-ro", path]),
  ];
}

/** Those that bwrap makes by itself are for their owner alone, who may be another user than the program's. */
function foldersAbove(path: string): readonly string[] {
  const words = path.split("/").slice(1, -1);
  return words.flatMap((_, index) => ["--dir", `/${words.slice(0, index + 1).join("/")}`]);
}

export const TERMINATION_LOG = "/dev/termination-log";
