import { once } from "node:events";
import { cpSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ContainerFixture } from "../../../packages/algorithms/src/testing/container-fixture.ts";
import { pythonEnv } from "../../../scripts/python-env.ts";

const EXAMPLES = fileURLToPath(new URL("../../../examples", import.meta.url));

let python: string;
beforeAll(async () => {
  ({ python } = await pythonEnv());
});

let fixture: ContainerFixture;
beforeEach(() => {
  fixture = new ContainerFixture();
});
afterEach(() => fixture.remove());

/** With the tests' interpreter as the active environment. */
const run = (more: Readonly<Record<string, string>> = {}) =>
  fixture.run(["script", "train"], { VIRTUAL_ENV: dirname(dirname(python)), ...more });

describe("a job with Python code of its own", () => {
  test("runs examples/hello-training with hyperparameters as arguments", async () => {
    cpSync(join(EXAMPLES, "hello-training"), join(fixture.root, "code"), { recursive: true });
    fixture.hyperparameters({ epochs: "7" });
    const { exitCode, stdout } = await run();
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`Engine: python 3.`);
    expect(stdout).toContain("epoch=7 train-mse=");
    expect(stdout).not.toContain("epoch=8");
    expect(Object.keys(JSON.parse(fixture.read("model/model.json")))).toEqual(["slope", "offset"]);
    expect(JSON.parse(fixture.read("output/.slipway/facts.json")).engine).toContain(python);
  });

  test("says how it failed, with the exception", async () => {
    fixture.write("code/train.py", 'raise ValueError("no such column: age")\n');
    const { exitCode } = await run();
    expect(exitCode).toBe(1);
    expect(fixture.read("output/failure")).toMatch(
      /^SLIP-SCRIPT-006: train\.py:1: ValueError: no such column: age \(train\.py ended with exit code 1\)/,
    );
  });

  test("has the packages of requirements.txt, installed once for two jobs that start together", async () => {
    fixture
      .write("code/requirements.txt", "six==1.17.0\n")
      .write("code/train.py", "import six; print('six', six.__version__)\n");
    const both = await Promise.all([run(), run()]);
    for (const { exitCode, stdout } of both) {
      expect(stdout).toContain("six 1.17.0");
      expect(exitCode).toBe(0);
    }
    const installers = both.filter(({ stdout }) =>
      stdout.includes("Installing the packages of requirements.txt"),
    );
    expect(installers).toHaveLength(1);
    expect((await run()).stdout).not.toContain("Installing");
  });

  test("ends quietly when it is asked to while it installs", async () => {
    // An index that never answers keeps the installer busy.
    const silent = createServer(() => {}).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as AddressInfo;
    fixture.write("code/requirements.txt", `--index-url http://127.0.0.1:${port}/\nsix\n`);
    fixture.write("code/train.py", "");
    const child = fixture.spawn(["script", "train"], { VIRTUAL_ENV: dirname(dirname(python)) });
    silent.once("connection", () => child.kill("SIGTERM"));
    const [exitCode] = await once(child, "close");
    silent.closeAllConnections();
    silent.close();
    expect(exitCode).toBe(143);
    expect(fixture.has("output/failure")).toBe(false);
  });

  test("fails with the installer's output in its log where a package does not exist", async () => {
    fixture.write("code/requirements.txt", "six==999\n").write("code/train.py", "");
    const { exitCode, stderr } = await run();
    expect(exitCode).toBe(1);
    expect(stderr).toContain("No matching distribution found for six==999");
    expect(fixture.read("output/failure")).toContain("SLIP-SCRIPT-003: requirements.txt:");
  });

  test("has the packages of uv.lock, also where the home folder cannot be written", async () => {
    cpSync(fileURLToPath(new URL("testdata/uv", import.meta.url)), join(fixture.root, "code"), {
      recursive: true,
    });
    const { exitCode, stdout } = await run({
      PATH: `${dirname(python)}:${process.env["PATH"]}`,
      HOME: "/dev/null",
    });
    expect(stdout).toContain("six 1.17.0");
    expect(exitCode).toBe(0);
  });

  // PEP 621; the markers of PEP 508 are pip's and uv's to judge.
  const PROJECT = `[project]
name = "churn"
version = "1"
requires-python = ">=3.8"
dependencies = [
  "six==1.17.0 ; python_version >= '3.8'",
  "no-such-package-of-ours==9 ; sys_platform == 'win32'",
]
[dependency-groups]
dev = ["no-such-package-of-ours==9"]
`;
  const tellSix = "import six; print('six', six.__version__)\n";

  test("has the packages that pyproject.toml declares, by pip, which a lock file of uv's does not change unseen", async () => {
    fixture.write("code/pyproject.toml", PROJECT).write("code/train.py", tellSix);
    fixture.write("code/uv.lock", "version = 1\n");
    const { exitCode, stdout } = await run();
    expect(stdout).toContain("Installing the packages of pyproject.toml");
    expect(stdout).toContain(
      "uv.lock is not followed, because uv is not on the PATH: the versions are those that pip finds for pyproject.toml\n",
    );
    expect(stdout).toContain("six 1.17.0");
    expect(exitCode).toBe(0);
    const facts = JSON.parse(fixture.read("output/.slipway/facts.json")) as Record<string, string>;
    expect(facts["packages"]).toMatch(/^pip==\S+ setuptools==\S+ six==1\.17\.0$/);
  });

  test("has the packages that pyproject.toml declares, by uv and by its settings where uv is there", async () => {
    // Uv alone reads these: pip would install the other one.
    const settings = '[tool.uv]\noverride-dependencies = ["six==1.16.0"]\n';
    fixture.write("code/pyproject.toml", `${PROJECT}${settings}`).write("code/train.py", tellSix);
    const { exitCode, stdout } = await run({ PATH: `${dirname(python)}:${process.env["PATH"]}` });
    expect(stdout).toContain("six 1.16.0");
    expect(exitCode).toBe(0);
  });

  test.each([
    [
      '[tool.poetry.dependencies]\npython = "^3.9"\nsix = "^1.16"\n',
      "pyproject.toml declares its dependencies for Poetry alone (tool.poetry.dependencies): nothing is installed. List them in project.dependencies, or give a requirements.txt",
    ],
    [
      '[project]\nname = "x"\ndynamic = ["dependencies"]\n',
      "pyproject.toml leaves its dependencies to the build (dynamic): nothing is installed. List them in project.dependencies, or give a requirements.txt",
    ],
    ['[tool.ruff]\nline-length = 100\n[project]\nname = "x"\nversion = "1"\n', ""],
  ])("goes on without what it cannot install from pyproject.toml, and says so: %j", async (text, said) => {
    fixture.write("code/pyproject.toml", text).write("code/train.py", "print('ran')\n");
    const { exitCode, stdout } = await run();
    const between = stdout.split("\n").slice(1, -3).join("\n");
    expect([exitCode, between, stdout.includes("Installing")]).toEqual([0, said, false]);
  });

  test.each([
    [
      '[project]\nrequires-python = ">=3.99"\n',
      /SLIP-SCRIPT-002: there is no Python >=3\.99, as requires-python in pyproject\.toml asks; found are 3\.\d+\.\d+.* Install such a Python/s,
    ],
    [
      '[project]\nrequires-python = "^3.9"\n',
      /requires-python in pyproject\.toml is "\^3\.9", which is no version/,
    ],
    ["[project\n", /SLIP-SCRIPT-003: pyproject\.toml cannot be read: Invalid TOML document/],
  ])("is refused by one sentence where pyproject.toml cannot be followed: %j", async (text, sentence) => {
    fixture.write("code/pyproject.toml", text).write("code/train.py", "");
    expect((await run()).exitCode).toBe(1);
    expect(fixture.read("output/failure")).toMatch(sentence);
  });

  test("imports what lies in its folder, wherever the program lies and however it is started", async () => {
    fixture
      .write("code/features/__init__.py", "NAME = 'features'\n")
      .write("code/src/churn/fit.py", "import features; print('fit with', features.NAME)\n")
      .write("code/jobs/fit.py", "import features, os; print(features.NAME, os.environ['PYTHONPATH'])\n")
      .write("code/pyproject.toml", "[tool.ruff]\n");
    fixture.hyperparameters({ sagemaker_program: "jobs/fit.py" });
    const code = join(fixture.root, "code");
    expect((await run({ PYTHONPATH: "/mine" })).stdout).toContain(`features ${code}:${code}/src:/mine\n`);
    const active = { VIRTUAL_ENV: dirname(dirname(python)) };
    const module = await fixture.run(["script", "train", "--", "python", "-m", "churn.fit"], active);
    expect(module.stdout).toContain("fit with features\n");
    const shell = await fixture.run(
      ["script", "train", "--", "sh", "-c", `cd / && ${python} -m churn.fit`],
      active,
    );
    expect(shell.stdout).toContain("fit with features\n");
  });

  test("is refused when no interpreter is of the version that .python-version names", async () => {
    fixture.write("code/.python-version", "3.99\n").write("code/train.py", "");
    const { exitCode } = await run();
    expect(exitCode).toBe(1);
    expect(fixture.read("output/failure")).toMatch(/SLIP-SCRIPT-002: there is no Python of version 3.99/);
  });

  test.each([
    ["open('/opt/ml/input/data/train/x')", "train.py:1 names /opt/ml"],
    ["def load(path='/opt/ml/model'):\n    pass", "train.py:1 names /opt/ml"],
    ["import os\nprint(f'/opt/ml/{os.sep}')", "train.py:2 names /opt/ml"],
  ])("is refused when it looks for its folders below /opt/ml: %j", async (code, said) => {
    fixture.write("code/train.py", `${code}\n`);
    await run();
    expect(fixture.read("output/failure")).toContain(`SLIP-SCRIPT-004: ${said}`);
  });

  test.each([
    '"""Reads /opt/ml/input."""\n# and /opt/ml/model',
    "import os\nprint(os.environ.get('SM_MODEL_DIR', '/opt/ml/model'))",
    "import os\np = os.getenv('SM_CHANNEL_TRAIN') or '/opt/ml/input/data/train'",
  ])("is not refused when it only mentions them: %j", async (code) => {
    fixture.write("code/train.py", `${code}\n`);
    expect((await run()).exitCode).toBe(0);
  });
});
