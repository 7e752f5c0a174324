import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { podKind } from "@slipway/model/kubernetes/workloads.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { howItWorks } from "../sandbox/choose-sandbox.ts";
import { processesWith } from "../testing/processes.ts";
import { createWorld, type World } from "../testing/world.ts";
import { built, images, jobPod, pathWithPython, run, until } from "./testing/jobs.ts";
import { type PackageIndex, packageFiles, packageIndex } from "./testing/package-index.ts";

const path = await pathWithPython();
const works = (await howItWorks({ PATH: process.env["PATH"] ?? "" })) !== undefined;
const sandboxes = [...(works ? (["auto"] as const) : []), "none" as const];

const LIMIT_BYTES = 100_000_000;

/** Writes wherever packages of the job's Python come from, and wherever installers could keep downloads. */
const PLANT = `
import glob, os, site, subprocess, sys
evil = "import sys; sys.stderr.write('POISON\\\\n')\\n"
places = site.getsitepackages() + glob.glob("/var/cache/slipway/python/*/lib/python*/site-packages")
for place in places:
    subprocess.run(["chmod", "u+w", place], stderr=subprocess.DEVNULL)
    try:
        open(place + "/evil.pth", "w").write(evil)
        print("planted in", place)
    except OSError as error:
        print("refused:", error.strerror)
cache = os.environ["SLIPWAY_CACHE_DIR"]
for name in ["pip", "uv", "python"]:
    os.makedirs(cache + "/" + name, exist_ok=True)
    open(cache + "/" + name + "/planted", "w").write("x")
`;
const INNOCENT = "import os, good; print(good.WHO, sorted(os.listdir(os.environ['SLIPWAY_CACHE_DIR'])))";
const wants = (index: PackageIndex, ...names: readonly string[]) =>
  [`--index-url ${index.url}`, ...names, ""].join("\n");

describe.runIf(path !== undefined).each(sandboxes)("a job's Python environment, sandbox %s", (sandbox) => {
  let world: World;
  let index: PackageIndex;
  let other: PackageIndex;
  let home: string;

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), "slipway-owner-"));
    index = await packageIndex({
      good: { module: "WHO = 'the real one'" },
      slow: { module: "", build: "import time; time.sleep(300)" },
      big: { module: "", build: BIG },
      hostile: { module: "WHO = 'hostile'", build: HOSTILE },
    });
    other = await packageIndex({ good: { module: "WHO = 'another index'" } });
    world = await createWorld({
      images,
      sandbox,
      node: { name: "slipway", places: { runs: 20 } },
      environment: { PATH: path ?? "", HOME: home },
      environmentsLimitBytes: LIMIT_BYTES,
    });
  });
  afterAll(async () => {
    await world.end();
    index.close();
    other.close();
    rmSync(home, { recursive: true, force: true });
  });

  it("is installed once by two jobs that start together, and holds nothing that another job planted", async () => {
    const requirements = { "requirements.txt": wants(index, "good") };
    const [a, b] = await Promise.all([
      run(world, "first", { ...requirements, "train.py": "import good; print(good.WHO)" }),
      run(world, "second", { ...requirements, "train.py": "import good; print(good.WHO)" }),
    ]);
    expect([a.exitCode, b.exitCode, index.fetches("good")], a.log + b.log).toEqual([0, 0, 1]);
    const installers = [a, b].filter(({ log }) =>
      log.includes("Installing the packages of requirements.txt (once; kept for the next job)"),
    );
    expect(installers).toHaveLength(1);

    const planter = await run(world, "planter", { ...requirements, "train.py": PLANT });
    expect(planter.exitCode, planter.log).toBe(0);
    if (sandbox === "auto") expect(planter.log).not.toContain("planted in");
    const next = await run(world, "next", { ...requirements, "train.py": INNOCENT });
    expect(next.exitCode).toBe(0);
    expect(next.log).toContain("the real one []");
    expect(next.log).not.toContain("POISON");
  }, 240_000);

  it.runIf(sandbox === "auto")(
    "is another one for another index, and modules of the code are no part of it",
    async () => {
      const code = {
        "requirements.txt": "good\n",
        "pip.py": "raise SystemExit('this is not pip')",
        "pip/__main__.py": "raise SystemExit('this is not pip')",
        "venv.py": "raise SystemExit('this is not venv')",
        "sitecustomize.py": "",
        "good.py": "WHO = 'a file of the code'",
        "train.py":
          "import sys; sys.path = [at for at in sys.path if '/ml/code' not in at]; import good; print(good.WHO)",
      };
      const from = (name: string, { url }: PackageIndex) => run(world, name, code, { PIP_INDEX_URL: url });
      const [one, two] = [await from("one-index", index), await from("other-index", other)];
      expect(one.log).toContain("the real one");
      expect(two.log).toContain("another index");
    },
    240_000,
  );

  it.runIf(sandbox === "auto")(
    "is nobody else's where it is made of the job's own files",
    async () => {
      const job = (name: string, who: string) => ({
        "requirements.txt": "./lib\n",
        ...Object.fromEntries(
          Object.entries(packageFiles("mine", { module: `WHO = '${who}'` })).map(([file, text]) => [
            `lib/${file}`,
            text,
          ]),
        ),
        "train.py": "import mine; print(mine.WHO)",
        ".name": name,
      });
      const before = readdirSync(built(world));
      const [a, b] = await Promise.all([
        run(world, "own-a", job("own-a", "code of a"), { PIP_NO_INDEX: "1" }),
        run(world, "own-b", job("own-b", "code of b"), { PIP_NO_INDEX: "1" }),
      ]);
      expect(a.log).toContain("code of a");
      expect(b.log).toContain("code of b");
      expect(readdirSync(built(world))).toEqual(before);
    },
    240_000,
  );

  it.runIf(sandbox === "auto")(
    "is not taken from a file that a link in the code leads to",
    async () => {
      const secret = join(home, "secret");
      writeFileSync(secret, "the-owners-own\n", { mode: 0o600 });
      const job = await run(world, "linked", {
        "requirements.txt": "-r more.txt\n",
        "more.txt": `-> ${secret}`,
        ".python-version": `-> ${secret}`,
        "train.py": "",
      });
      expect(job.log + job.message).not.toContain("the-owners-own");
      expect(job.exitCode).toBe(1);
    },
    120_000,
  );

  it("fails the job with the installer's words where a package does not exist", async () => {
    const job = await run(world, "absent", { "requirements.txt": wants(index, "absent"), "train.py": "" });
    expect(job.exitCode).toBe(1);
    expect(job.log).toContain("No matching distribution found for absent");
    expect(job.message).toMatch(
      /^SLIP-SCRIPT-003: requirements.txt: .*-m pip install ended with exit code 1/,
    );
  }, 120_000);

  it("is made by the next job when the one that made it was stopped in the middle", async () => {
    const code = { "requirements.txt": wants(index, "slow"), "train.py": "" };
    const installs = async (name: string) => {
      await world.create(jobPod(name, code));
      const pod = await until(world, name, async () =>
        (await world.log(name, "algorithm")).some((line) => line.includes("Preparing metadata")),
      );
      return pod.metadata.uid ?? "?";
    };
    const first = await installs("stopped");
    await world.create(jobPod("waits", code));
    await until(world, "waits", async () => (await world.log("waits", "algorithm")).length > 0);
    expect((await world.log("waits", "algorithm")).join("\n")).toContain(
      "Waiting for another job that installs the same requirements.txt",
    );
    const began = Date.now();
    await world.store.remove(podKind, "default/stopped", { gracePeriodSeconds: 60 });
    await world.untilGone("stopped");
    expect(Date.now() - began).toBeLessThan(15_000);
    expect(await processesWith(first)).toEqual([]);
    await until(world, "waits", async () =>
      (await world.log("waits", "algorithm")).join("\n").includes("Installing the packages"),
    );
    await world.store.remove(podKind, "default/waits", { gracePeriodSeconds: 1 });
    await world.untilGone("waits");
  }, 240_000);

  it.runIf(sandbox === "auto")(
    "cannot be larger than what environments may take",
    async () => {
      const job = await run(
        world,
        "too-big",
        { "requirements.txt": wants(index, "big"), "train.py": "" },
        {
          PIP_EXTRA_INDEX_URL: index.url,
        },
      );
      expect(job.exitCode).toBe(1);
      expect(job.message).toContain(
        "SLIP-SCRIPT-003: requirements.txt: the packages were not installed to their end: they take",
      );
    },
    120_000,
  );

  it("is all that building a hostile package can write to", async () => {
    const canary = join(home, "canary");
    writeFileSync(canary, "sings", { mode: 0o600 });
    const before = snapshot(world);
    const hostile = await run(world, "hostile", {
      "requirements.txt": wants(index, "hostile"),
      "train.py": "import hostile; print(hostile.WHO)",
    });
    expect(hostile.exitCode, hostile.log).toBe(0);
    expect(readFileSync(canary, "utf8")).toBe("sings");
    expect(await processesWith("hostile-daemon")).toEqual([]);
    for (const [file, text] of before) expect([file, readFileSync(file, "utf8")]).toEqual([file, text]);
    const next = await run(world, "after-hostile", {
      "requirements.txt": wants(index, "good"),
      "train.py": INNOCENT,
    });
    expect(next.log).toContain("the real one []");
  }, 240_000);

  it.runIf(sandbox === "auto")(
    "is not used when it was damaged, also where nothing can be installed in its place",
    async () => {
      for (const name of readdirSync(built(world))) {
        const file = join(built(world), name, "pyvenv.cfg");
        if (!existsSync(file)) continue;
        chmodSync(file, 0o644);
        appendFileSync(file, "# changed");
      }
      index.close();
      const job = await run(world, "damaged", {
        "requirements.txt": wants(index, "good"),
        "train.py": "print('runs')",
      });
      expect(job.exitCode).toBe(1);
      expect(job.log).not.toContain("Running");
      expect(job.message).toContain("SLIP-SCRIPT-003");
    },
    240_000,
  );
});

/** Seals of the home, by path. */
function snapshot(world: World): ReadonlyMap<string, string> {
  const folder = join(world.stateDir, "environments", "seals");
  if (!existsSync(folder)) return new Map();
  return new Map(
    readdirSync(folder).map((name) => [join(folder, name), readFileSync(join(folder, name), "utf8")]),
  );
}

/** More than environments may take. */
const BIG = `
import os, tempfile, time
with open(os.path.join(tempfile.mkdtemp(), "zeros"), "wb") as file:
    for part in range(12): file.write(b"0" * 10_000_000)
time.sleep(60)
`;

/** What a build tries beside building: other environments, its own note, the owner's files, and to outlive its end. */
const HOSTILE = `
import glob, os, subprocess, sys
prefix = os.environ.get("UV_PROJECT_ENVIRONMENT", sys.prefix)
for place in glob.glob(prefix + "/../*") + glob.glob("/opt/ml/*") + glob.glob("/opt/slipway/*/*"):
    for name in ["lib/evil.pth", "evil.pth", "failure", "pyvenv.cfg"]:
        try:
            if os.path.realpath(place) != os.path.realpath(prefix): open(place + "/" + name, "w").write("evil")
        except OSError: pass
os.symlink(os.path.expanduser("~/canary"), prefix + "/slipway.json")
os.symlink("/", prefix + "/root")
os.symlink(os.path.expanduser("~/canary"), prefix + "/.seal")
open(prefix + "/setuid", "w").close(); os.chmod(prefix + "/setuid", 0o6777)
subprocess.Popen(["/bin/sh", "-c", "sleep 30; : hostile-daemon"], start_new_session=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
`;
