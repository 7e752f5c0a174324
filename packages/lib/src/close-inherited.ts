import { closeSync, readdirSync, readFileSync } from "node:fs";

const [DESCRIPTORS, FLAGS] = ["/proc/self/fd", "/proc/self/fdinfo"];
const O_CLOEXEC = 0o2000000;

/**
 * Closes the descriptors that programs started by this process would inherit, but for its standard input and outputs: a shell, a
 * terminal or a build tool may have left some open that are none of a job's. Node opens none such itself, and marks those that it was
 * given in an unbroken row; any beyond a gap stay. Where there is no /proc nothing is known of them, and nothing is done.
 */
export function closeInherited(): void {
  for (const descriptor of numbersIn(DESCRIPTORS))
    if (descriptor > 2 && isInherited(descriptor)) closeSync(descriptor);
}

function numbersIn(folder: string): readonly number[] {
  try {
    return readdirSync(folder).map(Number);
  } catch {
    return [];
  }
}

function isInherited(descriptor: number): boolean {
  try {
    const [, flags = ""] = /^flags:\s*(\d+)$/m.exec(readFileSync(`${FLAGS}/${descriptor}`, "utf8")) ?? [];
    return flags !== "" && (Number.parseInt(flags, 8) & O_CLOEXEC) === 0;
  } catch {
    // It was the listing's own.
    return false;
  }
}
