import { spawn } from "node:child_process";
import { once } from "node:events";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";

const SURROUNDINGS = pathToFileURL(`${import.meta.dirname}/process-surroundings.ts`).href;
/** A command that takes for ever over its cleaning up. */
const STUBBORN = `
import { processSurroundings } from ${JSON.stringify(SURROUNDINGS)};
const { interrupted } = processSurroundings(process);
interrupted.addEventListener("abort", () => console.log("asked"));
setInterval(() => {}, 1000);
console.log("runs");
`;

test.each(["SIGINT", "SIGTERM"] as const)("%s asks the first time and ends the second", async (signal) => {
  const child = spawn(process.execPath, ["--input-type=module", "-e", STUBBORN], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "close");
  for (const word of ["runs\n", "asked\n"]) {
    expect(String((await once(child.stdout, "data"))[0])).toBe(word);
    child.kill(signal);
  }
  expect((await ended)[0]).toBe(130);
});

/** A command that prints more than its reader reads, and then fails. */
const PRINTS = (isOnlyRead: boolean) => `
import { processSurroundings } from ${JSON.stringify(SURROUNDINGS)};
const { stdout, endWithReader } = processSurroundings(process);
if (${isOnlyRead}) endWithReader();
for (let written = 0; written < 200; written++)
  if (!stdout.write("x".repeat(10_000))) await stdout.drained();
process.exitCode = 101;
`;

describe("Once its reader has seen enough,", () => {
  test.each([
    ["a command that does something goes on, and tells how it ended", false, 101],
    ["one that was only there to be read has ended well", true, 0],
  ])("%s", async (_, isOnlyRead, exitCode) => {
    const child = spawn(process.execPath, ["--input-type=module", "-e", PRINTS(isOnlyRead)], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const said: string[] = [];
    child.stderr.on("data", (chunk: Buffer) => said.push(String(chunk)));
    const ended = once(child, "close");
    await once(child.stdout, "data");
    child.stdout.destroy();
    expect((await ended)[0]).toBe(exitCode);
    expect(said.join("")).toBe("");
  });
});
