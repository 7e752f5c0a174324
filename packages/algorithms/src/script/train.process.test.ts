import { once } from "node:events";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ContainerFixture } from "../testing/container-fixture.ts";

let fixture: ContainerFixture;
beforeEach(() => {
  fixture = new ContainerFixture();
  fixture.write("input/config/resourceconfig.json", '{"current_host":"algo-1","hosts":["algo-1"]}');
});
afterEach(() => fixture.remove());

/** The variables that a program saw, from the output of `env`. */
function variables(stdout: string): ReadonlyMap<string, string> {
  return new Map(
    stdout.split("\n").flatMap((line) => {
      const [name = "", ...value] = line.split("=");
      return name.startsWith("SM_") ? [[name, value.join("=")] as const] : [];
    }),
  );
}

/** Shell programs stand for any language; Python's own ways are tested with the conformance tests. */
describe("running code of one's own", () => {
  test("gives it arguments, the SM_ variables and its folder", async () => {
    fixture
      .hyperparameters({ sagemaker_program: '"go.sh"', epochs: "3", sagemaker_job_name: "job" })
      .channels({ train: "text/csv" })
      .write("code/go.sh", 'echo "args: $@"\necho "folder: $(pwd)"\nenv\necho m > "$SM_MODEL_DIR/m"\n');
    const { exitCode, stdout } = await fixture.run(["script", "train"], {
      ...{ TRAINING_JOB_NAME: "job-1", NVIDIA_VISIBLE_DEVICES: "GPU-a,GPU-b" },
    });
    expect(exitCode).toBe(0);
    expect(stdout).toContain("args: --epochs 3\n");
    expect(stdout).toMatch(new RegExp(`folder: .*${join(fixture.root, "code")}\n`));
    expect(fixture.read("model/m")).toBe("m\n");
    const seen = variables(stdout);
    expect(Object.fromEntries(seen)).toMatchObject({
      SM_MODEL_DIR: join(fixture.root, "model"),
      SM_CHANNEL_TRAIN: join(fixture.root, "input/data/train"),
      SM_CHANNELS: '["train"]',
      SM_HPS: '{"epochs":3}',
      SM_HP_EPOCHS: "3",
      SM_OUTPUT_DATA_DIR: join(fixture.root, "output/data"),
      SM_OUTPUT_DIR: join(fixture.root, "output"),
      SM_INPUT_DIR: join(fixture.root, "input"),
      SM_INPUT_CONFIG_DIR: join(fixture.root, "input/config"),
      SM_NUM_GPUS: "2",
      SM_NUM_NEURONS: "0",
      SM_IS_HETERO: "false",
      SM_CURRENT_INSTANCE_GROUP: "homogeneousCluster",
      SM_CURRENT_HOST: "algo-1",
      SM_HOSTS: '["algo-1"]',
      SM_USER_ARGS: '["--epochs","3"]',
      SM_USER_ENTRY_POINT: "go.sh",
      SM_MODULE_DIR: join(fixture.root, "code"),
      SM_FRAMEWORK_MODULE: "",
      SM_LOG_LEVEL: "20",
    });
    expect(JSON.parse(seen.get("SM_TRAINING_ENV") ?? "")).toMatchObject({
      channel_input_dirs: { train: join(fixture.root, "input/data/train") },
      hyperparameters: { epochs: 3 },
      is_master: true,
      job_name: "job-1",
      model_dir: join(fixture.root, "model"),
    });
  });

  // As sagemaker-training 5.1's `_create_command` runs them: `sh -c ./FILE` for what is no Python.
  test.each([
    [
      "a shell script by the shell that it names",
      "go.sh",
      "#!/bin/bash\n[[ y == y ]] && echo y $BASH_VERSION\n",
      /^y \d/m,
    ],
    ["a shell script that names none by sh", "go.sh", "echo from $0\n", /^from go\.sh$/m],
    ["one in a folder", "bin/go.sh", "#!/bin/sh\necho at $(pwd) $1 $2\n", /^at .*\/code --epochs 3$/m],
    [
      "a program of any other language",
      "go",
      "#!/usr/bin/env node\nconsole.log('node', process.argv[3])\n",
      /^node 3$/m,
    ],
    ["a text without an ending", "go", "echo plain $2\n", /^plain 3$/m],
  ])("starts %s", async (_, file, text, said) => {
    fixture.hyperparameters({ sagemaker_program: file, epochs: "3" }).write(`code/${file}`, text);
    const { exitCode, stdout, stderr } = await fixture.run(["script", "train"]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(said);
  });

  test.each(["../train.sh", "/bin/sh", "nowhere.sh", "folder"])("refuses the program %s", async (file) => {
    fixture.hyperparameters({ sagemaker_program: file }).write("code/folder/x", "");
    const { exitCode } = await fixture.run(["script", "train"]);
    expect(exitCode).not.toBe(0);
    expect(fixture.read("output/failure")).toMatch(/^SLIP-SCRIPT-001: /);
  });

  test("hands hyperparameters over as they are, whatever a shell would make of them", async () => {
    const values = [
      "a b",
      "'",
      '\\"',
      "$HOME",
      "$(id)",
      "`id`",
      "*",
      "a\nb",
      "caf\u00e9 \ud83d\ude00",
      "-x",
      "--",
      "\t",
      "; exit 3",
    ];
    const named = Object.fromEntries(
      values.map((value, at) => [`v${String(at).padStart(2, "0")}`, JSON.stringify(value)]),
    );
    fixture.hyperparameters({ sagemaker_program: "go", ...named });
    fixture.write(
      "code/go",
      "#!/usr/bin/env node\nconsole.log(JSON.stringify([process.argv.slice(2), process.env]))\n",
    );
    const { stdout } = await fixture.run(["script", "train"]);
    const [args, env] = JSON.parse(stdout.split("\n").find((line) => line.startsWith("[[")) ?? "");
    expect(args).toEqual(values.flatMap((value, at) => [`--v${String(at).padStart(2, "0")}`, value]));
    for (const [at, value] of values.entries())
      expect(env[`SM_HP_V${String(at).padStart(2, "0")}`]).toBe(value);
  });

  test.each([0, 1, 2, 42, 126, 127, 130, 255])("ends with its program's exit code %i", async (code) => {
    fixture.hyperparameters({ sagemaker_program: "go.sh" }).write("code/go.sh", `exit ${code}\n`);
    expect((await fixture.run(["script", "train"])).exitCode).toBe(code);
    expect(fixture.has("output/failure")).toBe(code !== 0);
  });

  test("runs any command instead", async () => {
    fixture.hyperparameters({ epochs: "3" }).write("code/data", "hello");
    const ended = await fixture.run(["script", "train", "--", "cat", "data"]);
    expect(ended).toMatchObject({ exitCode: 0, stdout: "Running cat data\nhello" });
  });

  test("keeps characters whole that come in two parts", async () => {
    fixture.hyperparameters({ sagemaker_program: "go.sh" });
    const halves = "printf 'ValueError: caf\\303' >&2; sleep 0.3; printf '\\251 is closed\\n' >&2; exit 1";
    fixture.write("code/go.sh", halves);
    await fixture.run(["script", "train"]);
    expect(fixture.read("output/failure")).toContain("go.sh: ValueError: caf\u00e9 is closed");
  });

  test("passes its exit code on and writes its last words where it left no failure file", async () => {
    fixture.hyperparameters({ sagemaker_program: "go.sh" });
    fixture.write("code/go.sh", "echo first >&2; echo 'ValueError: no such column' >&2; exit 7");
    const { exitCode, stderr } = await fixture.run(["script", "train"]);
    expect(exitCode).toBe(7);
    expect(stderr).toBe("first\nValueError: no such column\n");
    expect(fixture.read("output/failure")).toContain(
      "SLIP-SCRIPT-006: go.sh: ValueError: no such column (go.sh ended with exit code 7)\nfirst\nValueError: no such column",
    );
  });

  test.each([
    [
      "an exception",
      "a.py",
      "def f():\n  raise ValueError('no column')\nf()\n",
      /^a\.py:2: ValueError: no column \(/,
    ],
    [
      "an exception in somebody else's code",
      "a.py",
      "import json\njson.loads('{')\n",
      /^a\.py:2: json\.decoder\.JSONDecodeError: Expecting/,
    ],
    [
      "one of several that led to one another",
      "a.py",
      "try:\n  {}['x']\nexcept KeyError as error:\n  raise RuntimeError('no x') from error\n",
      /^a\.py:4: RuntimeError: no x \(.*KeyError: 'x'/s,
    ],
    ["a file that cannot be read", "a.py", "print(1)\nif x\n", /^a\.py:2: SyntaxError: /],
    [
      "a word of its own",
      "a.py",
      "import sys\nsys.exit('no data')\n",
      /^a\.py: no data \(a\.py ended with exit code 1\)$/,
    ],
    [
      "an exception while it ended",
      "a.py",
      "import atexit\natexit.register(lambda: 1 / 0)\nraise ValueError('first')\n",
      /^a\.py:3: ValueError: first/,
    ],
    [
      "a crash",
      "a.py",
      "import faulthandler\nfaulthandler.enable()\nfaulthandler._sigsegv()\n",
      /^a\.py:3: Fatal Python error: Segmentation fault \(a\.py was ended by SIGSEGV\)/,
    ],
    [
      "a command that is not there",
      "go.sh",
      "echo on\nnowhere_at_all\n",
      /^go\.sh:2: .*nowhere_at_all: .*not found \(go\.sh ended with exit code 127\)/,
    ],
    ["SIGKILL", "go.sh", "kill -9 $$\n", /^go\.sh was ended by SIGKILL, as a machine without memory/],
  ])("tells %s by its place first, and the trace once", async (_, name, text, expected) => {
    fixture.hyperparameters({ sagemaker_program: name }).write(`code/${name}`, text);
    await fixture.run(["script", "train"]);
    const failure = fixture.read("output/failure").replace("SLIP-SCRIPT-006: ", "");
    expect(failure).toMatch(expected);
    expect(failure).not.toContain(fixture.root);
  });

  test("tells an exception of Node's by its place", async () => {
    fixture.write("code/a.js", "function f() {\n  throw new TypeError('no column');\n}\nf();\n");
    await fixture.run(["script", "train", "--", process.execPath, "a.js"]);
    expect(fixture.read("output/failure")).toMatch(/^SLIP-SCRIPT-006: a\.js:2: TypeError: no column \(/);
  });

  test("tells an exception of C++ that nobody caught", async () => {
    const words = "terminate called after throwing an instance of 'std::runtime_error'\n  what():  bad data";
    fixture.write("code/a.sh", `printf "%s\\n" "${words}" >&2; exit 134\n`);
    await fixture.run(["script", "train", "--", "sh", "a.sh"]);
    expect(fixture.read("output/failure")).toMatch(/^SLIP-SCRIPT-006: sh: std::runtime_error: bad data \(/);
  });

  test("leaves a failure file that the program wrote alone", async () => {
    fixture.hyperparameters({ sagemaker_program: "go.sh" });
    fixture.write("code/go.sh", 'echo mine > "$SM_OUTPUT_DIR/failure"; exit 1');
    await fixture.run(["script", "train"]);
    expect(fixture.read("output/failure")).toBe("mine\n");
  });

  test("passes a request to stop on, and what the program makes of it", async () => {
    fixture.hyperparameters({ sagemaker_program: "go.sh" });
    fixture.write(
      "code/go.sh",
      "trap 'echo saving; exit 9' TERM\necho ready\nwhile :; do sleep 0.05; done\n",
    );
    const child = fixture.spawn(["script", "train"]);
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes("ready") && !child.killed) child.kill("SIGTERM");
    });
    const [exitCode] = await once(child, "close");
    expect([exitCode, said]).toEqual([9, expect.stringContaining("saving")]);
    expect(fixture.has("output/failure")).toBe(false);
  });

  test.each<[string, readonly string[], () => void]>([
    ["SLIP-SCRIPT-001: the source archive has no file train.py", [], () => {}],
    [
      "SLIP-SCRIPT-001: sagemaker_program ../evil.py is outside the source archive",
      [],
      () => fixture.hyperparameters({ sagemaker_program: "../evil.py" }),
    ],
    ["SLIP-SCRIPT-001: nowhere cannot be started", ["--", "nowhere"], () => fixture.write("code/x", "")],
    [
      "SLIP-SCRIPT-004: go.sh:2 names /opt/ml, but here the job's folders are elsewhere",
      [],
      () => {
        fixture.hyperparameters({ sagemaker_program: "go.sh" });
        fixture.write("code/go.sh", "# not /opt/ml\ncat /opt/ml/input/data/train/x\n");
      },
    ],
    [
      "SLIP-SCRIPT-004: the command names /opt/ml",
      ["--", "ls", "/opt/ml"],
      () => fixture.write("code/x", ""),
    ],
  ])("fails with %s", async (sentence, more, arrange) => {
    arrange();
    const { exitCode, stderr } = await fixture.run(["script", "train", ...more]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(sentence);
    expect(fixture.read("output/failure")).toContain(sentence);
  });
});
