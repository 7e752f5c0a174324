import { readFileSync } from "node:fs";

/** What most systems give, where the limit cannot be read. */
const USUAL = 4096;

/** How many files and connections this process may have open at a time; Node has raised it as far as it may already. */
export function descriptorLimit(
  read: () => string = () => readFileSync("/proc/self/limits", "utf8"),
): number {
  try {
    const [, soft] = /^Max open files\s+(\S+)/m.exec(read()) ?? [];
    return soft === "unlimited" ? Number.MAX_SAFE_INTEGER : Number(soft ?? USUAL) || USUAL;
  } catch {
    return USUAL;
  }
}
