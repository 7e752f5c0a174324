import type { Host } from "../host.ts";
import type { Program } from "../sandbox.ts";
import { hidden, type Secret, secrets } from "./hidden.ts";
import { installations } from "./installations.ts";
import { deviceView, kernelView } from "./kernel.ts";
import { mountPoint, openedFolders, withEntries } from "./mount-points.ts";
import { PROGRAMS, systemView } from "./system.ts";

/**
 * bwrap's options for the file system that one program sees. It starts from nothing: the system's programs and
 * libraries, interpreters on the PATH, the image's own files, what the home's owner lets it read, and the pod's own folders.
 * What comes later lies on top.
 */
export async function rootView(program: Program, host: Host): Promise<readonly string[]> {
  const { installed, system, secret } = await machineView(host);
  const shown = [...PROGRAMS, ...installed, ...program.readable, ...host.allowRead];
  const mounts = await Promise.all(
    program.mounts.map(async (mount) => ({ ...mount, path: await mountPoint(mount.path, shown) })),
  );
  const anew = await openedFolders(
    mounts.map(({ path }) => path),
    shown,
  );
  return [
    ...system,
    ...deviceView(program.devices ?? []),
    ...(program.names === undefined ? [] : ["--ro-bind", program.names.file, "/etc/hosts"]),
    ...["--bind", program.temporary, "/tmp", "--bind", program.temporary, "/var/tmp"],
    ...[...foldersAbove(host.home), "--bind", program.home, host.home],
    ...[...installed, ...program.readable, ...host.allowRead].flatMap((path) => [
      ...foldersAbove(path),
      ...["--ro-bind-try", path, path],
    ]),
    ...hidden(secret, shown),
    ...(await Promise.all(anew.map(withEntries))).flat(),
    ...mounts.flatMap(({ path, source, readOnly }) => [
      ...foldersAbove(path),
      ...[readOnly ? "--ro-bind" : "--bind", source, path],
    ]),
    ...["--bind", program.terminationLog, TERMINATION_LOG],
    ...["/run", "/dev", ...anew, "/"].flatMap((path) => ["--remount-ro", path]),
  ];
}

interface MachineView {
  readonly installed: readonly string[];
  readonly system: readonly string[];
  readonly secret: readonly Secret[];
}

/** Launches that come together are shown what one look at the machine has found. */
const LOOK_MS = 2_000;
const looks = new WeakMap<Host, { readonly at: number; readonly found: Promise<MachineView> }>();

function machineView(host: Host): Promise<MachineView> {
  const [known, now] = [looks.get(host), performance.now()];
  if (known !== undefined && now < known.at + LOOK_MS) return known.found;
  const found = Promise.all([
    installations(host),
    systemView(),
    kernelView(host.gpuDevices()),
    secrets(host),
  ]).then(([installed, system, kernel, secret]) => ({ installed, system: [...system, ...kernel], secret }));
  looks.set(host, { at: now, found });
  return found;
}

/** Those that bwrap makes by itself are for their owner alone, who may be another user than the program's. */
function foldersAbove(path: string): readonly string[] {
  const words = path.split("/").slice(1, -1);
  return words.flatMap((_, index) => ["--dir", `/${words.slice(0, index + 1).join("/")}`]);
}

export const TERMINATION_LOG = "/dev/termination-log";
