import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { follow } from "./support/follow.ts";
import { eventually, Home, ok, ROOT, SLIPWAY } from "./support/home.ts";
import { type Programs, programs } from "./support/shell.ts";

const FIRST_INSTALLATION_MS = 600_000;

describe("the command line of pipelines", () => {
  let home: Home;
  let tools: Programs;
  beforeAll(async () => {
    [home, tools] = await Promise.all([Home.withPython(), programs()]);
  }, FIRST_INSTALLATION_MS);
  afterAll(async () => {
    tools.remove();
    await home.down();
  });

  const flow = (command: string) =>
    JSON.stringify({ steps: [{ name: "work", run: { command: ["sh", "-c", command] } }] });
  const status = async (name: string) =>
    JSON.parse(await ok(home.kubectl("get", "flowrun", name, "-o", "json"))).status ?? {};

  test("does what its guide says: a run, a fan-out, a teardown, a retry, versions", async () => {
    const said = await follow(home, tools, join(ROOT, "docs/guides/flows.md"));
    expect(said).toMatch(/^ {2}✓ prepare .* rows=1000$/m);
    expect(said).toMatch(/^ {2}✓ fit .* 3 items: 3 done$/m);
    expect(said).toMatch(/^fit\[2\] fitting 1000 rows at 0.3$/m);
    expect(said).toMatch(/^fitting 1000 rows at 0.2$/m);
    expect(said).toMatch(/step train failed at try 2 \(pod second-1-train-\S+\)/);
    expect(said).toMatch(/^training on missing$/m);
    expect(said).toMatch(/^the cluster goes$/m);
    const [, spun = ""] = /^flowrun\/(first-spin-\S+)$/m.exec(said) ?? [];
    expect(await ok(home.slipway("describe", `flowrun/${spun}`))).toMatch(/✓ best .* loss=0\.1/);
    expect(said).toMatch(/^\{"run":"on-push-\w+","made":true\}$/m);
    expect(said).toMatch(/^ {2}✓ load .* Done in second-1$/m);
    expect(said.match(/^exit code 100$/gm)).toHaveLength(2);
    expect(said).toMatch(/differs from sha256:\w+\n {2}~ step train\n {6}retry/);
    expect(await status("first-1")).toMatchObject({ phase: "Succeeded", results: { loss: 0 } });
    expect(await status("second-2")).toMatchObject({ steps: { success: 4, failed: 1 } });
    const version = async (name: string) => (await status(name)).version;
    expect(await version("second-2")).toBe(await version("second-1"));
    expect(await version("second-3")).toBe(await version("second-1"));
  });

  test("makes a folder for pipelines in TypeScript, in which editors see what is wrong, and runs what is there", async () => {
    const folder = mkdtempSync(join(tmpdir(), "slipway-init-"));
    const init = async () => {
      const { code, stdout } = await home.slipway("init", folder);
      expect(code).toBe(0);
      return stdout;
    };
    /** What TypeScript says of the folder, as an editor does. */
    const types = () =>
      home.run(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", folder]);
    try {
      expect(await init()).toMatch(/^first\.ts +a pipeline to begin with$/m);
      expect(await types()).toMatchObject({ code: 0, stdout: "" });
      const file = join(folder, "first.ts");
      expect(await ok(home.slipway("run", file, "--name", "first-made", "-o", "json"))).toContain(
        "first-made",
      );
      const { results } = await status("first-made");
      expect(results.losses.map((loss: number) => loss.toFixed(2))).toEqual(["0.01", "0.00", "0.01"]);
      appendFileSync(file, 'export const wrong = pipeline({ name: "wrong" }, () => fit({ rate: "0.1" }));\n');
      const { code, stdout } = await types();
      expect([code, stdout]).toEqual([2, expect.stringMatching(/first\.ts\(\d+,\d+\): error TS2322/)]);
      expect(await init()).toMatch(/^tsconfig\.json +is there, and stays as it is$/m);
      expect(readFileSync(file, "utf8")).toContain("wrong");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test("leaves a run going that nobody follows any more, and cancels it when asked", async () => {
    const running = home.spawn(process.execPath, [SLIPWAY, "run", "-", "--name", "left"]);
    running.stdin?.end(flow("sleep 600"));
    let said = "";
    running.stderr?.on("data", (text: Buffer) => {
      said += text.toString();
    });
    const ended = new Promise((resolve) => running.once("exit", resolve));
    await eventually("work", 60, async () =>
      (await status("left").catch(() => ({}))).steps?.running === 1 ? true : undefined,
    );
    running.kill("SIGINT");
    expect(await ended).toBe(130);
    expect(said).toMatch(
      /The run goes on\.\n {2}slipway wait flowrun\/left .*\n {2}slipway stop flowrun\/left /,
    );
    expect(await status("left")).toMatchObject({ phase: "Running" });
    await ok(home.slipway("cancel", "flowrun/left"));
    const { code, stderr } = await home.slipway("wait", "flowrun/left", "--timeout", "60s");
    expect([code, stderr]).toEqual([103, expect.stringContaining("left  work  canceled")]);
  });

  test("tells in JSON how a run ended and of each step, and follows a step's log while it is written", async () => {
    const command = "for i in 1 2 3; do echo line $i; sleep 1; done; exit 3";
    const made = await home.run(
      process.execPath,
      [SLIPWAY, "run", "-", "--name", "told", "--no-wait"],
      flow(command),
    );
    expect(made).toMatchObject({ code: 0, stdout: "flowrun/told\n" });
    const log = await ok(home.slipway("logs", "-f", "flowrun/told", "--step", "work"));
    expect(log.match(/line \d$/gm)).toEqual(["line 1", "line 2", "line 3"]);
    const { code, stderr } = await home.slipway("wait", "flowrun/told", "-o", "json");
    expect([code, JSON.parse(stderr.slice(stderr.indexOf("{"))).error.code]).toEqual([100, "SLIP-CLI-005"]);
    const { steps } = JSON.parse(await ok(home.slipway("describe", "flowrun/told", "-o", "json")));
    expect(steps.items).toMatchObject([{ path: "work", state: "failed", attempts: 1 }]);
    const none = await home.slipway("logs", "flowrun/told", "--step", "wrok");
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("did you mean work?")]);
  });

  test("refuses what cannot be run before anything is changed", async () => {
    const { code, stderr } = await home.run(
      process.execPath,
      [SLIPWAY, "run", "-"],
      "steps: [{name: a, needs: [b], run: {}}]",
    );
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('needs "b", and there is no such step beside it'),
    ]);
    const wrong = await home.run(process.execPath, [SLIPWAY, "run", "-", "--param", "day=1"], flow("true"));
    expect([wrong.code, wrong.stderr]).toEqual([
      2,
      expect.stringContaining("day: is not known: the flow has no parameters"),
    ]);
  });
});
