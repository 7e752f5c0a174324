import { join } from "node:path";
import type { LeaveOut } from "../sync/leave-out.ts";
import { entriesBelow, type Folder } from "./entries-below.ts";

export interface FoundFile extends Folder {
  /** Relative to its folder, with slashes. */
  readonly name: string;
}

/** The files below a folder. Links and what is no file are left out: following them could take along what is not the job's. */
export async function* filesIn({ path, knownAs }: Folder, leaveOut: LeaveOut): AsyncGenerator<FoundFile> {
  for await (const entry of entriesBelow(path)) {
    const known = join(knownAs, entry.path);
    if (entry.type === "file") yield { name: entry.path, path: join(path, entry.path), knownAs: known };
    else if (entry.type === "symlink") leaveOut(known, "is a link");
    else if (entry.type === "other") leaveOut(known, entry.why);
  }
}
