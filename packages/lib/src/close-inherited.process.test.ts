import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const MODULE = new URL("close-inherited.ts", import.meta.url).href;

const program = (before: string): string => `
  ${before}
  const { execFileSync } = await import("node:child_process");
  console.log(execFileSync("sh", ["-c", "for n in 3 251; do ! [ -e /proc/self/fd/$n ] || echo $n; done"], { encoding: "utf8" }).trim());`;

/** Descriptors of those two that a child of a Node has which a shell gave both. */
async function inherited(before: string): Promise<string> {
  const script = 'exec 3</dev/null 251</dev/null; exec "$0" --input-type=module --eval "$1"';
  const { stdout } = await promisify(execFile)("bash", ["-c", script, process.execPath, program(before)]);
  return stdout.trim();
}

it.runIf(process.platform === "linux")("leaves nothing open that a shell had open for itself", async () => {
  expect(await inherited("")).toBe("251");
  expect(await inherited(`(await import(${JSON.stringify(MODULE)})).closeInherited();`)).toBe("");
});
