import { chmodSync, symlinkSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ContainerFixture } from "../testing/container-fixture.ts";
import { sharedEnvironment } from "./shared-environment.ts";

let fixture: ContainerFixture;
beforeEach(() => {
  fixture = new ContainerFixture();
  fixture.write("bin/python3", "#!/bin/sh\n").write("code/train.py", "one");
  chmodSync(join(fixture.root, "bin/python3"), 0o755);
});
afterEach(() => fixture.remove());

/** What the interpreter has of its own. */
let packages = "";

/** The key that the code's environment has, with more variables of the job's own; undefined where it is not shared. */
async function key(more: Readonly<Record<string, string>> = {}): Promise<string | undefined> {
  const machine = { PATH: join(fixture.root, "bin"), HOME: fixture.root };
  const shared = await sharedEnvironment({
    code: join(fixture.root, "code"),
    environment: { ...machine, ...more },
    machine,
    view: "test",
    identify: async (path, [, script = ""]) => (script.includes("metadata") ? packages : `${path}\n3.11.7\n`),
  });
  return shared?.key;
}
const wants = (text: string) => fixture.write("code/requirements.txt", text);

describe("an environment's key", () => {
  test("is the same for the same packages, whatever the code and its other variables are", async () => {
    wants("six==1.17.0\n");
    const first = await key();
    fixture.write("code/train.py", "two").write("code/pip.py", "evil").write("code/setup.cfg", "[install]");
    expect(await key({ EPOCHS: "7", TRAINING_JOB_NAME: "j", NODE_OPTIONS: "-r x", LD_PRELOAD: "x.so" })).toBe(
      first,
    );
    expect(first).toMatch(/^[0-9a-f]{64}$/);
  });

  test("is another one for other packages of the interpreter in place of an image, and only there", async () => {
    wants("six==1.17.0\n");
    const keys = async (own: string) => {
      packages = own;
      return [await key(), await key({ SLIPWAY_TRAINING_IMAGE: "sagemaker-scikit-learn:1.2-1" })];
    };
    const [alone, before] = await keys("scikit-learn==1.6.0\n/site-packages\n");
    const [sameAlone, after] = await keys("scikit-learn==1.7.2\n/site-packages\n");
    expect(sameAlone).toBe(alone);
    expect(new Set([alone, before, after]).size).toBe(3);
  });

  test.each<[string, () => void, Readonly<Record<string, string>>]>([
    ["another index", () => {}, { PIP_INDEX_URL: "https://other/simple" }],
    ["another index of uv's", () => {}, { UV_DEFAULT_INDEX: "https://other/simple" }],
    ["a proxy", () => {}, { https_proxy: "http://proxy:3128" }],
    ["flags of a compiler", () => {}, { CFLAGS: "-O0" }],
    ["a variable that the requirements mention", () => {}, { TOKEN: "another" }],
    [
      "a file that is included by one that is included",
      () => fixture.write("code/limits.txt", "numpy<2\n"),
      {},
    ],
    ["settings of pip", () => fixture.write(".config/pip/pip.conf", "[global]\nindex-url=https://x\n"), {}],
    ["an interpreter that was replaced", () => utimesSync(join(fixture.root, "bin/python3"), 1, 1), {}],
  ])("is another one for %s", async (_, change, more) => {
    wants("-r base.txt\nsix @ https://host/$" + "{TOKEN}/six.whl\n");
    fixture.write("code/base.txt", "-c limits.txt\nnumpy\n").write("code/limits.txt", "numpy<3\n");
    const before = await key({ TOKEN: "one" });
    change();
    const after = await key({ TOKEN: "one", ...more });
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    expect([after, after === before]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), false]);
  });
});

describe("an environment is not shared", () => {
  // https://pip.pypa.io/en/stable/reference/requirements-file-format/
  test.each([
    "-e .",
    "--editable=./lib",
    ".",
    "./lib",
    "lib/",
    "../lib",
    "/opt/ml/code/lib",
    "file:./lib",
    "lib @ file:///opt/ml/code/lib",
    "lib-1.0-py3-none-any.whl",
    "lib-1.0.tar.gz",
    "wheels/lib-1.0-py3-none-any.whl ; python_version > '3'",
    "--find-links wheels",
    "-f ./wheels",
    "--index-url file:///opt/ml/code/index",
    "--no-index --find-links=wheels",
    "-r ../other.txt",
    "-r /opt/ml/input/data/train/requirements.txt",
    "-c missing.txt",
    "git+file:///opt/ml/code/repo",
    "numpy \\\n  @ file:./x",
    "--config-settings=x=./y",
  ])("when the requirements say %j", async (line) => {
    wants(`six\n${line}\n`);
    expect(await key()).toBeUndefined();
  });

  test.each([
    { PIP_FIND_LINKS: "wheels" },
    { PIP_CONSTRAINT: "constraints.txt" },
    { PIP_CONFIG_FILE: "/opt/ml/code/pip.conf" },
    { PIP_CERT: "/opt/ml/input/data/ca.pem" },
    { PATH: "/opt/ml/code/bin:/usr/bin" },
    { VIRTUAL_ENV: "/opt/ml/code/venv" },
    { UV_CACHE_DIR: "./cache" },
    { PIP_INDEX_URL: "file:///opt/ml/code/index" },
  ])("when the job's variables name files: %j", async (more) => {
    wants("six\n");
    expect(await key(more as Readonly<Record<string, string>>)).toBeUndefined();
  });

  test("when a line is longer than any that people write, and telling so takes no time", async () => {
    for (const part of ["a", "a ", "a[", "a#", "\\\n"]) {
      wants(`six${part.repeat(500_000)}/\n`);
      expect(await key()).toBeUndefined();
    }
  });

  test("when a file of it is a link that leads out of the code, or to what is no file", async () => {
    fixture.write("secret", "six\n");
    wants("-r more.txt\n");
    symlinkSync(join(fixture.root, "secret"), join(fixture.root, "code/more.txt"));
    expect(await key()).toBeUndefined();
    wants("-r zero.txt\n");
    symlinkSync("/dev/zero", join(fixture.root, "code/zero.txt"));
    expect(await key()).toBeUndefined();
  });

  test("when uv.lock takes packages from folders or files", async () => {
    fixture.write("bin/uv", "#!/bin/sh\n");
    chmodSync(join(fixture.root, "bin/uv"), 0o755);
    const lock = (source: string) => `version = 1\n[[package]]\nname = "lib"\nsource = { ${source} }\n`;
    const keyWith = (source: string) => {
      fixture.write("code/uv.lock", lock(source));
      return key();
    };
    const local = ['directory = "lib"', 'editable = "lib"', 'path = "lib.whl"', 'registry = "index"'];
    for (const source of local) expect([source, await keyWith(source)]).toEqual([source, undefined]);
    const remote = ['registry = "https://pypi.org/simple"', 'git = "https://host/x#abc"', 'virtual = "."'];
    for (const source of remote) expect(await keyWith(source)).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe("what pyproject.toml declares", () => {
  const project = (dependency: string, more = "") =>
    `[project]\nname = "x"\ndependencies = [${JSON.stringify(dependency)}]\n${more}`;
  const keyWith = (text: string) => {
    fixture.write("code/pyproject.toml", text);
    return key();
  };
  const withUv = () => {
    fixture.write("bin/uv", "#!/bin/sh\n");
    chmodSync(join(fixture.root, "bin/uv"), 0o755);
  };

  test("is shared by everybody who declares the same, by pip and by uv apart", async () => {
    const byPip = await keyWith(project("six>=1; python_version>'3'"));
    fixture.write("code/train.py", "two").write("code/uv.toml", "no toml [");
    expect(await key()).toBe(byPip);
    fixture.write("code/uv.toml", '[[index]]\nurl = "https://host/simple"\n');
    withUv();
    const byUv = await key();
    expect([byPip, byUv]).toEqual([
      expect.stringMatching(/^[0-9a-f]{64}$/),
      expect.stringMatching(/^[0-9a-f]{64}$/),
    ]);
    expect(byUv).not.toBe(byPip);
    fixture.write("code/uv.toml", '[[index]]\nurl = "https://other/simple"\n');
    expect(await key()).not.toBe(byUv);
  });

  test("is not shared where a dependency, or for uv a setting, lies on this machine", async () => {
    for (const local of ["lib @ file:///opt/ml/code/lib", "./lib", "-e .", "-r more.txt", "lib.whl"])
      expect([local, await keyWith(project(local))]).toEqual([local, undefined]);
    withUv();
    // https://docs.astral.sh/uv/concepts/projects/dependencies/#dependency-sources
    for (const setting of [
      '[tool.uv.sources]\nsix = { path = "lib" }',
      "[tool.uv.sources]\nsix = { workspace = true }",
      "[tool.uv.sources]\nsix = { git = 'file:///opt/ml/code/lib' }",
      '[[tool.uv.index]]\nurl = "./index"',
      '[tool.uv]\nfind-links = ["wheels/"]',
    ])
      expect([setting, await keyWith(project("six", setting))]).toEqual([setting, undefined]);
  });
});

test.each([
  "six",
  "six==1.17.0 # pinned",
  "requests[socks] >= 2.8.1, == 2.8.* ; python_version < '2.7'",
  "torch==2.4.0 --hash=sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
  "urllib3 @ https://github.com/urllib3/urllib3/archive/refs/tags/1.26.8.zip",
  "git+https://github.com/psf/requests@main#egg=requests",
  "--extra-index-url https://download.pytorch.org/whl/cpu",
  "-i https://pypi.org/simple",
  "--only-binary :all:",
  "--require-hashes",
  "numpy \\\n  >= 1.2",
  "",
])("an environment is shared when the requirements say %j", async (line) => {
  wants(`${line}\n`);
  expect(await key()).toMatch(/^[0-9a-f]{64}$/);
});
