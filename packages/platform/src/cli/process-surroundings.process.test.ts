import { spawn } from "node:child_process";
import { once } from "node:events";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";

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
