// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are texts with expressions of ours
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { TinyHome } from "../testing/tiny-home.ts";

let home: TinyHome;
beforeEach(async () => {
  home = await new TinyHome().start();
  // It is about files alone.
  await home.goAway();
});
afterEach(() => home.stop());

function write(name: string, text: string): void {
  const path = join(home.folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
}

/** Of a process of its own: Node itself runs files in TypeScript. */
async function ended(
  child: ChildProcess,
): Promise<{ readonly stderr: string; readonly exitCode: number | null }> {
  const stderr = child.stderr === null ? "" : text(child.stderr);
  child.stdout?.resume();
  await once(child, "close");
  return { stderr: await stderr, exitCode: child.exitCode };
}

const GOOD = "steps:\n  - name: a\n    pass: {}\n";
const BAD = "steps:\n  - name: a\n    pass: {}\n\tneed: [b]\n";

describe("slipway lint", () => {
  test("tells each problem with its place, the line and a caret, and fails", async () => {
    write("flow.yaml", "steps:\n  - name: a\n    pass: {}\n    need: [b]\n  - name: b\n    pass: {}\n");
    const { exitCode, stdout, stderr } = await home.cli("lint", "flow.yaml");
    expect(stdout).toBe(
      [
        "flow.yaml:4:5: error: steps[0].need: is not known: did you mean needs? [definition]",
        "    4 |     need: [b]",
        "            ^",
        "",
      ].join("\n"),
    );
    expect(stderr).toBe("1 error and 0 advice in 1 file; 0 flows can run\n");
    expect(exitCode).toBe(1);
  });

  test("runs a file in TypeScript, and looks at what its pipelines are", async () => {
    const pipeline = (schedule: string) =>
      `import { component, pipeline, run } from "@slipway/pipelines";
       const a = component({ name: "a", image: "reg/a:1", command: ["a"] });
       export const nightly = pipeline({ name: "nightly", schedule: ${schedule} }, () => { a(); });`;
    write("nightly.ts", pipeline('{ cron: "0 3 * * *" }'));
    const good = await ended(home.spawn(["lint", "nightly.ts"]));
    expect(good.stderr).toBe("No problem in 1 flow and 1 schedule\n");
    expect(good.exitCode).toBe(0);
    write("never.ts", pipeline('{ cron: "0 3 31 2 *" }'));
    const never = await ended(home.spawn(["lint", "never.ts"]));
    expect(never.stderr.replace(/\s+/g, " ")).toMatch(
      /What never\.ts cannot be run: The schedule of nightly cannot be kept/,
    );
    expect(never.exitCode).toBe(1);
  });

  test("finds nothing in what is good, and says what a definition alone is named", async () => {
    write("nightly.yaml", GOOD);
    expect(await home.cli("lint", "nightly.yaml")).toEqual({
      exitCode: 0,
      stdout: "",
      stderr: "Named after its file: nightly.yaml is nightly\nNo problem in 1 flow\n",
    });
  });

  const schedule = (spec: string) =>
    `apiVersion: slipway.dev/v1alpha1\nkind: Schedule\nmetadata:\n  name: nightly\nspec:\n  flow: nightly\n${spec}`;

  test.each([
    ["  cron: 0 0 30 2 *\n", "s.yaml:7:9: error: spec.cron: "],
    ["  cron: 0 3 * * *\n  timeZone: Paris\n", 's.yaml:8:13: error: spec.timeZone: "Paris" is no time zone'],
    [
      "  every: 1d\n  endTime: 1970-01-01T00:00:00Z\n  startTime: 1970-01-01T00:00:01Z\n",
      "s.yaml:8:12: error: spec.endTime",
    ],
    ["  corn: 0 3 * * *\n", "s.yaml:7:3: error: spec.corn: is not known: did you mean cron?"],
    ["  version: a\n", "s.yaml:6:3: error: spec: It says neither cron nor every"],
    [
      "  cron: '@daily'\n  parameters:\n    day: ${{ steps.a.results.b }}\n",
      "s.yaml:9:10: error: spec.parameters.day",
    ],
  ])("finds what is wrong with a schedule, one that can never fire among it: %j", async (spec, line) => {
    write("s.yaml", schedule(spec));
    const { exitCode, stdout } = await home.cli("lint", "s.yaml");
    expect(stdout).toContain(line);
    expect(exitCode).toBe(1);
  });

  test("finds nothing in a good schedule", async () => {
    write("s.yaml", `${schedule("  cron: 0 3 * * *\n  timeZone: Europe/Paris\n")}---\n${GOOD}`);
    const { exitCode, stderr } = await home.cli("lint", "s.yaml");
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: "Named after its file: s.yaml is s\nNo problem in 1 flow and 1 schedule\n",
    });
  });

  test("checks triggers as well", async () => {
    const trigger = (spec: string) =>
      `apiVersion: slipway.dev/v1alpha1\nkind: Trigger\nmetadata:\n  name: new-data\nspec:\n  flow: s\n${spec}`;
    write("s.yaml", `${trigger("  http: {}\n  when: steps.a.results.b\n")}`);
    expect(await home.cli("lint", "s.yaml")).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining("s.yaml:8:9: error: spec.when: It reads what only a run's steps see"),
    });
    write("s.yaml", `${trigger("  objects:\n    prefix: s3://data/in/\n")}---\n${GOOD}`);
    expect((await home.cli("lint", "s.yaml")).stderr).toContain("No problem in 1 flow and 1 trigger\n");
  });

  test("gives programs a list", async () => {
    write("flow.json", '{ "steps": [{ "name": "a", "pass": {} , "when": "1 +" }] }');
    const { exitCode, stdout } = await home.cli("lint", "flow.json", "-o", "json");
    expect(JSON.parse(stdout)).toEqual([
      {
        file: "flow.json",
        line: 1,
        column: expect.any(Number),
        path: "steps[0].when",
        severity: "error",
        code: "expression",
        message: expect.stringMatching(/at character/),
      },
    ]);
    expect(exitCode).toBe(1);
    write("good.json", '{ "steps": [{ "name": "a", "pass": {} }] }');
    expect(await home.cli("lint", "good.json", "-o", "json")).toMatchObject({ exitCode: 0, stdout: "[]\n" });
  });

  test("looks at the files of a folder, and says in a line what it left out", async () => {
    write("flows/a.yaml", GOOD);
    write("flows/b.yml", BAD);
    write("flows/c.yaml", "apiVersion: apps/v1\nkind: Deployment\n");
    write("flows/notes.txt", "steps: [");
    const { exitCode, stdout, stderr } = await home.cli("lint", "flows");
    expect(stdout.split("\n")[0]).toMatch(/^flows\/b\.yml:4:1: error: tabs are not allowed as indentation/);
    expect(stderr).toContain("Skipped what is no flow: flows/c.yaml:1 Deployment\n");
    expect(exitCode).toBe(1);
  });

  test("reads standard input", async () => {
    const { exitCode, stdout } = await home.cliWithInput("steps: []\n", "lint", "-");
    expect(stdout).toContain("standard input:1:8: error: steps: has 0 items");
    expect(exitCode).toBe(1);
  });

  test("is an error where there is no flow, no file or nothing named", async () => {
    write("other.yaml", "kind: Service\napiVersion: v1\n");
    const none = await home.cli("lint", "other.yaml");
    expect([none.exitCode, none.stderr]).toEqual([
      1,
      expect.stringMatching(/there is no flow in what was named, only\s+other\.yaml:1 Service/),
    ]);
    expect((await home.cli("lint", "away.yaml")).stderr).toContain("there is no such file or folder");
    expect((await home.cli("lint")).exitCode).toBe(2);
  });

  test("gives advice without failing, between the errors by its place", async () => {
    const image = "steps:\n  - name: a\n    run: { image: python }\n";
    write("flow.yaml", image);
    const alone = await home.cli("lint", "flow.yaml");
    expect(alone.stdout.split("\n")[0]).toMatch(
      /^flow\.yaml:3:19: advice: steps\[0\]\.run\.image: .* \[moving-image-tag\]$/,
    );
    expect(alone).toMatchObject({ exitCode: 0 });
    expect(alone.stderr).toContain("0 errors and 1 advice in 1 file; 1 flow can run\n");
    write("flow.yaml", `${GOOD}    need: []\n---\n${image}---\n${GOOD}    need: []\n`);
    const { stdout } = await home.cli("lint", "flow.yaml", "-o", "json");
    const found = JSON.parse(stdout) as readonly { readonly line: number; readonly severity: string }[];
    expect(found.map(({ line, severity }) => [line, severity])).toEqual([
      [4, "error"],
      [8, "advice"],
      [13, "error"],
    ]);
  });

  test("shows of a long line what is around the place", async () => {
    write("long.yaml", `steps: [{ name: a, pass: {}, description: "${"x".repeat(500)}", need: [] }]\n`);
    const [, line = "", caret = ""] = (await home.cli("lint", "long.yaml")).stdout.split("\n");
    expect(line.length).toBeLessThan(140);
    expect(line.slice(caret.indexOf("^"), caret.indexOf("^") + 4)).toBe("need");
  });
});
