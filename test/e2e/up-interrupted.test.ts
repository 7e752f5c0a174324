import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Home, SLIPWAY } from "./support/home.ts";
import { processesBelow } from "./support/processes.ts";

/** Files of the state folder in the order in which a first start makes them, long before it is ready. */
const STAGES = ["db/lock.sqlite", "db/objects.sqlite"] as const;

/** Starts a home on a fresh folder and interrupts it as soon as the file is there. */
async function interruptedAt(home: Home, stage: string, ...flags: readonly string[]) {
  const child = home.spawn(process.execPath, [SLIPWAY, "up", ...flags]);
  const ended = once(child, "close");
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => said.push(String(chunk)));
  while (!existsSync(join(home.state, stage)) && child.exitCode === null)
    await new Promise((resolve) => setTimeout(resolve, 2));
  child.kill("SIGINT");
  const [code] = (await ended) as [number | null];
  return { code, said: said.join("") };
}

describe.each([["in the foreground"], ["detached", "--detach"]])("slipway up, %s", (_, ...flags) => {
  test.each(STAGES)(
    "interrupted when %s is there leaves nothing that runs, and a folder that starts",
    async (stage) => {
      const home = new Home();
      try {
        const { code, said } = await interruptedAt(home, stage, ...flags);
        expect(code, said).toBe(130);
        expect(said).toContain("Stopped before it was ready");
        expect(said).not.toContain("Slipway is ready");
        expect(processesBelow(home.state).map(({ commandLine }) => commandLine)).toEqual([]);
        await home.start();
        expect((await home.kubectl("get", "nodepools")).code).toBe(0);
      } finally {
        await home.down();
      }
    },
  );
});
