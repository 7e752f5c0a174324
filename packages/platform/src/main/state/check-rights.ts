import { lstatSync, readdirSync, realpathSync, type Stats, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { SlipwayError } from "@slipway/model";
import { incomingFolder } from "@slipway/model/incoming-files.ts";
import type { Layout } from "./layout.ts";

/** Who a user namespace shows for owners that it does not map. */
const UNMAPPED_UID = 65_534;

/**
 * Throws SLIP-STATE-011 unless the folder and what Slipway reads in it belong to this user, and nobody else may write to them or
 * put another folder in their place. As ssh does with the keys of a user: what others may write cannot be trusted.
 */
export function checkRights(at: Layout): void {
  if (process.getuid === undefined) return;
  const present = nearest(at.root);
  const above = present === at.root ? [dirname(present), dirname(realpathSync(present))] : [present];
  for (const path of new Set(above.map((path) => realpathSync(path)))) {
    let folder = path;
    for (; folder !== dirname(folder); folder = dirname(folder)) checkAbove(folder);
  }
  if (present !== at.root) return;
  checkOwn(at.root);
  const own = files(at);
  for (const path of [...foldersOf(at).filter(isThere), ...own]) checkOwn(path);
  for (const path of own) checkFile(path);
}

/** Those of the home itself; what pods have is theirs, and they may be other users. */
const foldersOf = (at: Layout): readonly string[] => [
  dirname(at.objects),
  at.tls,
  at.artifacts,
  join(at.artifacts, "files"),
  incomingFolder(at.artifacts),
  dirname(at.log),
  at.environments,
  join(at.environments, "built"),
  join(at.environments, "seals"),
  at.answers,
];

function files(at: Layout): readonly string[] {
  const folders = foldersOf(at);
  const inside = [dirname(at.objects), at.tls, at.artifacts, dirname(at.log)]
    .flatMap((folder) => namesIn(folder).map((name) => join(folder, name)))
    .filter((path) => !folders.includes(path));
  const sockets = [at.control, at.aws, at.dataPlane];
  return [at.stateFile, at.credentials, at.kubeconfig, at.running, ...sockets, ...inside].filter((path) =>
    isThere(path),
  );
}

/** Whatever uses a folder as a file says of it what the system says, mostly without its name. */
function checkFile(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true)
    throw new SlipwayError("SLIP-STATE-004", `${path} is a folder, and should be a file: move it away`);
}

/** Passes what is gone: another Slipway that takes the folder at the same time makes and removes journals of its databases. */
function checkOwn(path: string): void {
  const link = lstatSync(path, { throwIfNoEntry: false });
  if (link === undefined) return;
  const found = statSync(path, { throwIfNoEntry: false });
  // A folder may be kept on another disk; a file that is a link is written wherever somebody made it lead to.
  if (link.isSymbolicLink() && found?.isDirectory() !== true)
    throw refused(`${path} is a symbolic link, and should be a file of its own: put the file itself there`);
  if (found === undefined) return;
  if (found.uid !== uid())
    throw refused(
      `${path} belongs to user ${found.uid}, and you are user ${uid()}: chown -R ${uid()} ${path}, or run Slipway as its owner`,
    );
  checkWriters(path, found);
}

/** Who may write to a folder above may put another one in place of ours, unless the folder has the sticky bit. */
function checkAbove(path: string): void {
  const found = statSync(path);
  const trusted = [0, uid(), UNMAPPED_UID];
  if (uid() !== 0 && !trusted.includes(found.uid))
    throw refused(`${path}, above the state folder, belongs to user ${found.uid}, and you are user ${uid()}`);
  if ((found.mode & 0o1000) === 0) checkWriters(path, found);
}

/** A user's own group, which many systems make for each user, counts as the user. */
function checkWriters(path: string, { mode, gid }: Stats): void {
  const everybody = (mode & 0o002) !== 0;
  const group = (mode & 0o020) !== 0 && gid !== 0 && gid !== process.getgid?.();
  if (!everybody && !group) return;
  const who = everybody ? "everybody" : `everybody in group ${gid}`;
  throw refused(`${path} may be written by ${who} (mode ${(mode & 0o7777).toString(8)}): chmod go-w ${path}`);
}

const uid = (): number => process.getuid?.() ?? 0;

function nearest(path: string): string {
  return isThere(path) || path === dirname(path) ? path : nearest(dirname(path));
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function namesIn(folder: string): readonly string[] {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true ? readdirSync(folder) : [];
}

const refused = (message: string): SlipwayError => new SlipwayError("SLIP-STATE-011", message);
