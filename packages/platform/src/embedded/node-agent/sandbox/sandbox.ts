import type { Device } from "#lib/gpus/gpu-devices.ts";
import type { IdRange } from "./users.ts";

/** Something of the pod that the container sees at `path`. */
export interface Mount {
  /** Absolute, without `..`. */
  readonly path: string;
  /** The folder or file on this machine. */
  readonly source: string;
  readonly readOnly: boolean;
  /** The volume of which `source` is a part; programs of the pod may have put links on the way to it. */
  readonly within?: string;
}

/** What programs of a pod that others call by name know of the names. */
export interface ProgramNames {
  readonly hostname: string;
  /** Address by host name. */
  readonly hosts: Readonly<Record<string, string>>;
  /** The file on this machine that is their /etc/hosts. */
  readonly file: string;
}

/** One container, ready to be started as a process. */
export interface Program {
  /** UID/NAME/: identifies the container among all of this machine. */
  readonly mark: string;
  readonly argv: readonly string[];
  /** Complete: nothing else is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly workingDir: string;
  readonly mounts: readonly Mount[];
  /** The container's own folder for temporary files. */
  readonly temporary: string;
  /** The container's own home folder. */
  readonly home: string;
  /** The users that it runs as; absent for those of the home. */
  readonly ids?: IdRange;
  /** The container's folder on this machine: what its launcher needs, and nothing that the program sees. */
  readonly folder: string;
  /** Where the program may write why it ended. */
  readonly terminationLog: string;
  /** Folders and files of this machine that the image is made of. */
  readonly readable: readonly string[];
  /** Device files of its own GPUs; absent for none. */
  readonly devices?: readonly Device[];
  /** Absent where the pod has this machine's names. */
  readonly names?: ProgramNames;
}

/** How programs are kept apart on this machine. */
export interface Sandbox {
  readonly name: "bubblewrap" | "none";
  /** Whether programs can open no GPU but their own; elsewhere variables alone keep them apart. */
  readonly showsOwnDevicesAlone: boolean;
  /**
   * Files (name to content) that make `launch.sh` become the program. They hold the environment, secrets included, so
   * the launcher removes them as soon as it has read them.
   */
  launchFiles(program: Program): Promise<Readonly<Record<string, string | Uint8Array>>>;
  /** Names of those files whose content is the same for every program. */
  readonly alike: readonly string[];
  /** Files of the pod's folder (name to content) that its supervisor reads, for a pod with these users of its own. */
  podFiles(ids: IdRange | undefined): Readonly<Record<string, string>>;
  /** What to spawn to run another command beside the program, seeing what it sees; `input` goes to descriptor 3. */
  command(program: Program): Promise<{
    readonly argv: readonly string[];
    readonly env: Readonly<Record<string, string>>;
    readonly cwd: string;
    readonly input?: string;
  }>;
}

/** The variable by which processes of a container are known, whatever they did to their parents and groups. */
export const MARK = "SLIPWAY_CONTAINER";

export function markOf({ mark }: Pick<Program, "mark">): string {
  return `${MARK}=${mark}`;
}

/** Of a launch's files those that hold the program's environment, or lead to it; the launcher needs them once. */
const READ_ONCE = ["args", "command", "program", "environment.json"];

/** A line of sh, and one process, by which a launcher removes them. */
export function forgets({ folder }: Pick<Program, "folder">): string {
  return `rm -f ${READ_ONCE.map((name) => quoted(`${folder}/${name}`)).join(" ")}`;
}

/** A word as sh reads it back, whatever is in it. */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
