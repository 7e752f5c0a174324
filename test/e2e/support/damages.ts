import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

/** Somebody who is nobody here. */
const STRANGER = 54_321;

/** What can happen to a file behind our back. */
export const DAMAGES = {
  truncated: (path: string) => truncateSync(path, Math.floor(statSync(path).size / 2)),
  emptied: (path: string) => truncateSync(path, 0),
  garbage: (path: string) => writeFileSync(path, randomBytes(Math.max(64, statSync(path).size))),
  missing: (path: string) => rmSync(path),
  folder: (path: string) => {
    rmSync(path);
    mkdirSync(path);
  },
  /** With the right content, but where somebody else may change it. */
  link: (path: string) => {
    const elsewhere = join(dirname(path), "..", `elsewhere-${randomBytes(4).toString("hex")}`);
    copyFileSync(path, elsewhere);
    rmSync(path);
    symlinkSync(elsewhere, path);
  },
  writable: (path: string) => chmodSync(path, 0o666),
  /** Root can give a file away; everybody else can take away his own right to read it. */
  foreign: (path: string) =>
    process.getuid?.() === 0 ? chownSync(path, STRANGER, STRANGER) : chmodSync(path, 0o000),
} satisfies Record<string, (path: string) => void>;

export type Damage = keyof typeof DAMAGES;

/** Whether the damage leaves the file as it was: what is empty cannot be cut. */
export function changesNothing(damage: Damage, path: string): boolean {
  return (damage === "truncated" || damage === "emptied") && readFileSync(path).length === 0;
}
