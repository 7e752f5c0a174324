import { execFileSync } from "node:child_process";
import { Home, ok } from "../test/e2e/support/home.ts";
import { diagnostics } from "./support/diagnostics.ts";
import { median, table } from "./support/table.ts";

const ROUNDS = 10;
const SETTLE_MS = 10_000;

/** Start to ready, the first time and on a state folder that is there, beside a Node that does nothing. */
export async function benchStart(): Promise<string> {
  const fresh: number[] = [];
  const again: number[] = [];
  const node: number[] = [];
  let rss = 0;
  for (let round = 0; round < ROUNDS; round++) {
    node.push(await seconds(async () => void execFileSync(process.execPath, ["-e", "0"])));
    const home = new Home();
    fresh.push(await seconds(() => up(home)));
    await home.slipway("down");
    again.push(await seconds(() => up(home)));
    if (round === ROUNDS - 1) {
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
      rss = (await diagnostics(home.state)).rssBytes / 1e6;
    }
    await home.down();
  }
  const bare = Number(
    execFileSync(process.execPath, ["-p", "process.memoryUsage.rss() / 1e6"], { encoding: "utf8" }),
  );
  return [
    "## Start and idle memory",
    "",
    `Command \`slipway up --detach\` until it returns; ${ROUNDS} rounds, medians. Goals: ready in 1 s, 150 MB.`,
    "",
    table(
      ["", "seconds", "times a bare `node -e 0`"],
      [
        ["first start (makes certificates and databases)", median(fresh), median(fresh) / median(node)],
        ["later starts", median(again), median(again) / median(node)],
      ],
    ),
    "",
    table(["", "resident MB", "times a bare Node"], [["idle, 10 s after its start", rss, rss / bare]]),
  ].join("\n");
}

async function up(home: Home): Promise<void> {
  await ok(home.slipway("up", "--detach"));
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1_000;
}
