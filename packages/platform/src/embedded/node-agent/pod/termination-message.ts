import { writeFileSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { basename, dirname, join, sep } from "node:path";
import { readPart } from "#lib/read-part.ts";
import type { Trash } from "../runner/trash.ts";
import type { Mount } from "../sandbox/sandbox.ts";
import type { IdRange } from "../sandbox/users.ts";
import { makeFolders } from "./own.ts";
import type { PodFolder } from "./pod-folder.ts";
import type { PodContainer } from "./roles.ts";

/** A kubelet's bounds: of the message, and of the log's end where the message falls back to it. */
const MESSAGE_BYTES = 4096;
const LOG_BYTES = 2048;
const LOG_LINES = 80;

export interface MessagePlace {
  readonly folder: PodFolder;
  readonly mounts: readonly Mount[];
  /** The users that are the pod's own. */
  readonly ids?: IdRange | undefined;
}

/** What an ended container says of its end, as a kubelet reads it. */
export async function terminationMessage(
  container: PodContainer,
  at: MessagePlace & { readonly exitCode: number },
): Promise<string | undefined> {
  const file = await messageFile(container, at);
  const message = file === undefined ? "" : textOf(file, { from: "start", bytes: MESSAGE_BYTES });
  if (message !== "") return message;
  if (container.spec.terminationMessagePolicy !== "FallbackToLogsOnError" || at.exitCode === 0)
    return undefined;
  const tail = textOf(at.folder.log(container.name), { from: "end", bytes: LOG_BYTES });
  return (
    tail
      .split("\n")
      .slice(-LOG_LINES - 1)
      .join("\n") || undefined
  );
}

/** Before a start: whatever an earlier one left in place of a message is gone, and the place to say something is there. */
export async function clearTerminationMessage(
  container: PodContainer,
  at: MessagePlace & { readonly trash: Pick<Trash, "take"> },
): Promise<void> {
  writeFileSync(at.folder.termination(container.name), "", { mode: 0o600 });
  const { mount, path } = placeInVolume(container, at);
  if (mount === undefined) return;
  if (!mount.readOnly) makeFolders(mount.source, { below: dirname(path), ids: at.ids });
  const file = await messageFile(container, at);
  if (file !== undefined) await at.trash.take(file);
}

/**
 * The file behind `terminationMessagePath`: in a volume it is the volume's own file, whose folders the program may have
 * replaced by links, so that only one that really lies in the volume counts.
 */
async function messageFile(container: PodContainer, at: MessagePlace): Promise<string | undefined> {
  const { mount, path } = placeInVolume(container, at);
  if (mount === undefined) return at.folder.termination(container.name);
  try {
    const file = join(mount.source, path);
    const [root, parent] = await Promise.all([realpath(mount.source), realpath(dirname(file))]);
    return parent === root || parent.startsWith(root + sep) ? join(parent, basename(file)) : undefined;
  } catch {
    return undefined;
  }
}

/** The volume that holds the message, and the path below its root; no volume for the default place. */
function placeInVolume(
  container: PodContainer,
  at: MessagePlace,
): { readonly mount?: Mount; readonly path: string } {
  const path = container.spec.terminationMessagePath ?? "";
  const mount = at.mounts.findLast((mount) => path.startsWith(`${mount.path}/`));
  return mount === undefined ? { path } : { mount, path: path.slice(mount.path.length) };
}

/** Text of a regular file; "" for anything else, and never what a link leads to. */
function textOf(path: string, part: Parameters<typeof readPart>[1]): string {
  try {
    return readPart(path, part)?.toString() ?? "";
  } catch {
    return "";
  }
}
