import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ContainerFixture } from "../testing/container-fixture.ts";

let fixture: ContainerFixture;
beforeEach(() => {
  fixture = new ContainerFixture();
});
afterEach(() => fixture.remove());

const run = (...command: readonly string[]) =>
  fixture.run(["script", "run", "--", ...command], { SLIPWAY_CACHE_DIR: join(fixture.root, "cache") });

/** A wheel (PEP 427) of these modules. */
function wheelOf(name: string, modules: Readonly<Record<string, string>>): Uint8Array {
  const about = `${name}-1.dist-info`;
  const files: Record<string, string> = {
    ...modules,
    [`${about}/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: 1\n`,
    [`${about}/WHEEL`]: "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
  };
  const record = [...Object.keys(files), `${about}/RECORD`].map((path) => `${path},,\n`).join("");
  return zipSync(mapValues({ ...files, [`${about}/RECORD`]: record }, strToU8));
}

const mapValues = <A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));

describe("a command in an image's place", () => {
  test("gets its words, its folder and nothing of training's contract", async () => {
    const { exitCode, stdout } = await run(
      "/bin/sh",
      "-c",
      'echo "at $(pwd)"; echo "$@"; env',
      "sh",
      "--a",
      "b c",
    );
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`at ${join(fixture.root, "processing")}\n--a b c\n`);
    expect(stdout).not.toMatch(/^SM_/m);
  });

  test("words that begin with /opt/ml mean what stands for it", async () => {
    fixture.write("processing/input/code/say.py", "import sys\nprint(sys.argv[1:])\n");
    const { exitCode, stdout } = await run(
      "python3",
      "/opt/ml/processing/input/code/say.py",
      "--out",
      "/opt/ml/processing/out",
    );
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`['--out', '${join(fixture.root, "processing/out")}']`);
  });

  test("a program that looks for /opt/ml itself is refused with its line where that is elsewhere", async () => {
    fixture.write("processing/input/code/say.py", 'print(open("/opt/ml/processing/in/a.csv").read())\n');
    const { exitCode, stderr } = await run("python3", "/opt/ml/processing/input/code/say.py");
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^SLIP-SCRIPT-004: say\.py:1 names \/opt\/ml/m);
    expect(fixture.read("output/failure")).toMatch(/^SLIP-SCRIPT-004/);
  });

  test("its Python is an environment of its own that sees the interpreter's packages, and pip writes into it", async () => {
    const wheel = join(fixture.root, "tool-1-py3-none-any.whl");
    writeFileSync(wheel, wheelOf("tool", { "tool.py": "NAME = 'the tool'\n" }));
    const { exitCode, stdout } = await run(
      ...["/bin/sh", "-ec"],
      "pip install --no-deps --no-index -q \"$1\"; python -c 'import sys, tool; print(tool.NAME, sys.prefix != sys.base_prefix)'",
      ...["sh", wheel],
    );
    expect(exitCode).toBe(0);
    expect(stdout).toContain("the tool True");
  });

  test("its exit code is the image's, and its last words are the reason", async () => {
    fixture.write("processing/input/code/bad.py", "def f():\n    raise ValueError('no such column')\nf()\n");
    const { exitCode } = await run("python", "/opt/ml/processing/input/code/bad.py");
    expect(exitCode).toBe(1);
    expect(fixture.read("output/failure")).toMatch(
      /^SLIP-SCRIPT-006: bad\.py:2: ValueError: no such column \(bad\.py ended with exit code 1\)/,
    );
  });
});
