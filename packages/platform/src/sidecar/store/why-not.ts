import { type LeaveOut, UNREADABLE } from "../sync/leave-out.ts";

const WHY: Readonly<Record<string, string>> = {
  EACCES: UNREADABLE,
  ENAMETOOLONG: "lies too deep",
  ...Object.fromEntries(["ENOENT", "ENOTDIR", "ELOOP", "ENXIO"].map((code) => [code, "is gone"])),
};

/** Why what lies at the path cannot be had; undefined for errors of anything else. */
export function whyNot(error: unknown, path: string): string | undefined {
  const { path: of, code = "" } = error as NodeJS.ErrnoException;
  return of === path ? WHY[code] : undefined;
}

/** Leaves out what cannot be had, and goes on with the others: for one name nothing else shall be lost. */
export const orLeftOut =
  (at: { readonly path: string; readonly knownAs: string }, leaveOut: LeaveOut) =>
  (error: unknown): undefined => {
    const why = whyNot(error, at.path);
    if (why === undefined) throw error;
    leaveOut(at.knownAs, why);
  };
