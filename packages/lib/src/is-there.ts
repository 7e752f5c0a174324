import { access, constants } from "node:fs/promises";

/** Whether something is there and can be reached; with `X_OK`, whether it can be run. */
export function isThere(path: string, mode: number = constants.F_OK): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
