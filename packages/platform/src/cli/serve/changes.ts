import { watch } from "node:fs";
import { sep } from "node:path";

/** An editor writes a file in several steps. */
const QUIET_MS = 200;
/** What running or keeping code leaves beside it. */
const NO_CODE = new Set(["__pycache__", ".git", "node_modules", ".venv", ".ipynb_checkpoints"]);

/** Calls back a moment after a file below the folders has changed, until the signal. */
export function onChanges(
  folders: readonly string[],
  { signal, changed }: { readonly signal: AbortSignal; readonly changed: (file: string) => void },
): void {
  let timer: NodeJS.Timeout | undefined;
  for (const folder of folders) {
    const watcher = watch(folder, { recursive: true, signal }, (_, file) => {
      if (file === null || isNoCode(file)) return;
      clearTimeout(timer);
      timer = setTimeout(() => changed(file), QUIET_MS);
    });
    // One that cannot be watched any longer, such as a folder that was removed, tells of no changes.
    watcher.on("error", () => {});
  }
  signal.addEventListener("abort", () => clearTimeout(timer));
}

const isNoCode = (file: string): boolean =>
  /\.py[co]$|~$|\.sw[a-z]$/.test(file) || file.split(sep).some((part) => NO_CODE.has(part));
