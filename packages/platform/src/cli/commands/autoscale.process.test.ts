import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { TinyHome } from "../testing/tiny-home.ts";

const SCALE = join(import.meta.dirname, "../../../../../examples/abalone/scale.yaml");

let home: TinyHome;
beforeEach(async () => {
  home = await new TinyHome().start();
  copyFileSync(SCALE, join(home.folder, "scale.yaml"));
});
afterEach(() => home.stop());

const replay = (...words: readonly string[]) =>
  home.cli("autoscale", "replay", "--policy", "scale.yaml", "--takes", "80ms", ...words);

describe("autoscale replay", () => {
  test("tells of each policy what it costs and who waits, beside Kubernetes' own and all copies at all times", async () => {
    const { exitCode, stdout } = await replay("--traffic", "step", "--peak", "3000", "--price", "0.5");
    expect(exitCode).toBe(0);
    const [heading, given, peer, always] = stdout.split("\n").map((line) => line.split(/ {2,}/));
    expect(heading).toEqual(["POLICY", "COPIES", "COPY-HOURS", "COST", "LATE", "LONGEST-WAIT", "CHANGES"]);
    expect([given?.[0], peer?.[0]]).toEqual(["scale.yaml", "HorizontalPodAutoscaler"]);
    // 20 copies for 75 minutes at half a dollar an hour.
    expect(always).toEqual(["always 20", "20", "25", "12.5 USD", "0 (0%)", "0s", "0"]);
  });

  test("takes traffic from a file, says why copies change, and shows a price that nobody has said as unknown", async () => {
    writeFileSync(
      join(home.folder, "load.csv"),
      `minute,requests\n${[0, 0, 0, 600, 600, 600, 600, 600].map((n, at) => `${at},${n}`).join("\n")}\n`,
    );
    const { stdout } = await replay("--traffic", "load.csv", "--changes");
    expect(stdout).toContain("unknown");
    expect(stdout).toContain(
      "+6m   1      10   From 1 to 10: InvocationsPerInstance is 600, above its target of 60",
    );
    const { stdout: json } = await replay("--traffic", "load.csv", "-o", "json");
    expect(JSON.parse(json)[0]).toMatchObject({ policy: "scale.yaml", requests: 3_000, mostCopies: 10 });
    expect(JSON.parse(json)[0]).not.toHaveProperty("cost");
  });

  test.each([
    [["--traffic", "nothing.csv"], 1, "nothing.csv: there is no such file"],
    [["--traffic", "bad.csv"], 2, "bad.csv, line 2: expected the requests of a minute"],
    [["--traffic", "step", "--startup", "soon"], 2, "--startup soon: expected a time such as 90s"],
    [["--traffic", "step", "--per-copy", "0"], 2, "--per-copy 0: expected a number above 0"],
    [[], 2, "missing argument: an endpoint, or --policy and --traffic"],
  ])("says what is wrong with %j", async (words, code, message) => {
    writeFileSync(join(home.folder, "bad.csv"), "5\nmany\n");
    const { exitCode, stderr } = await replay(...words);
    expect({ exitCode, stderr }).toEqual({ exitCode: code, stderr: expect.stringContaining(message) });
  });

  test("refuses a policy by what traffic alone does not give", async () => {
    const own = readFileSync(SCALE, "utf8").replace(
      /predefinedMetricSpecification:\n.*\n/,
      "customizedMetricSpecification: {namespace: team, metricName: waiting, statistic: Average}\n",
    );
    writeFileSync(join(home.folder, "scale.yaml"), own);
    const { exitCode, stderr } = await replay("--traffic", "step");
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: expect.stringContaining("goes by waiting, which traffic alone does not"),
    });
  });
});
