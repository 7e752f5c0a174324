import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { processesWith } from "../testing/processes.ts";
import { readFacts } from "./facts.ts";
import { killMarked } from "./kill-marked.ts";
import { SCRIPTS } from "./scripts.ts";
import { order, supervise } from "./supervise.ts";

/** What the scripts need of a system; macOS has all of it, and no setsid. */
const TOOLS = [
  "awk",
  "cat",
  "grep",
  "ln",
  "mkfifo",
  "ps",
  "readlink",
  "rmdir",
  "sed",
  "sh",
  "sleep",
  "tee",
  "tr",
];

describe.each(["/bin/sh", "/bin/bash"].filter(existsSync))("the supervisor under %s", (sh) => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "slipway-pod-"));
    mkdirSync(join(folder, "state"));
    for (const [name, text] of Object.entries(SCRIPTS)) writeFileSync(join(folder, name), text);
  });
  afterEach(async () => {
    if (order(folder, 1, "stop 0 0")) await expect.poll(() => order(folder, 1, "stop 0 0")).toBe(false);
    await rm(folder, { recursive: true, force: true });
  });

  function container(name: string, script: string): void {
    mkdirSync(join(folder, "containers", name), { recursive: true });
    writeFileSync(
      join(folder, "containers", name, "command"),
      `export SLIPWAY_CONTAINER='${folder}/${name}/'\n${script}\n`,
    );
    writeFileSync(join(folder, "containers", name, "mark"), `SLIPWAY_CONTAINER=${folder}/${name}/\n`);
  }
  function start(plan: string, policy: string, path = process.env["PATH"]): Promise<void> {
    if (!existsSync(join(folder, "plan.1"))) writeFileSync(join(folder, "plan.1"), `${plan}\n`);
    const child = spawn(sh, [join(folder, "supervise.sh"), "1", policy, "5"], {
      detached: true,
      stdio: "ignore",
      env: { PATH: path },
    });
    return new Promise((resolve) => child.once("exit", () => resolve()));
  }
  const log = (name: string) => readFileSync(join(folder, "containers", name, "log"), "utf8");
  const codes = async () => {
    const { launches } = await readFacts(folder);
    return Object.fromEntries([...launches].map(([name, all]) => [name, all.map(({ end }) => end?.code)]));
  };

  it("runs what it was given once, however often it is started", async () => {
    container("main", "echo ran; exec sleep 0.2");
    await Promise.all([1, 2, 3, 4].map(() => start("main:main.0", "Never")));
    expect(log("main")).toBe("ran\n");
    expect(await codes()).toEqual({ main: [0] });
    await start("main:main.0", "Never");
    expect(log("main")).toBe("ran\n");
  });

  it("finds whoever left a program's group, also on a system without setsid", async () => {
    const tools = join(folder, "tools");
    mkdirSync(tools);
    const path = (process.env["PATH"] ?? "").split(delimiter);
    for (const tool of TOOLS) {
      const found = path.map((part) => join(part, tool)).find(existsSync);
      if (found !== undefined) symlinkSync(tool === "sh" ? sh : found, join(tools, tool));
    }
    const setsid = path.map((part) => join(part, "setsid")).find(existsSync);
    container("main", `${setsid} sleep 1000.5 & sleep 1000.5 & sleep 0.1; exit 3`);
    await start("main:main.0", "Never", tools);
    expect(await codes()).toEqual({ main: [3] });
    expect(await processesWith(`SLIPWAY_CONTAINER=${folder}/`)).toEqual([]);
  });

  it("lets a program write to /dev/stdout as a file without harm to what was said before", async () => {
    container("main", "echo one; echo two >/dev/stdout; echo three >/dev/stderr; exec echo four");
    await start("main:main.0", "Never");
    expect(log("main")).toBe("one\ntwo\nthree\nfour\n");
  });

  it("tells the exit code of a program that a signal ended as shells do", async () => {
    container("main", "kill -TERM $$; sleep 5");
    await start("main:main.0", "Never");
    expect(await codes()).toEqual({ main: [143] });
  });

  it("takes orders: restarts, and a stop that kills what does not obey", async () => {
    container("main", "trap '' TERM; echo up; while :; do sleep 0.05; done");
    const ended = start("main:main.0", "Always");
    const up = (times: number) =>
      expect
        .poll(() => (existsSync(join(folder, "containers", "main", "log")) ? log("main") : ""))
        .toBe("up\n".repeat(times));
    await up(1);
    expect(order(folder, 1, "term main.0 0")).toBe(true);
    await expect.poll(codes).toEqual({ main: [137] });
    for (let again = 0; again < 3; again++) order(folder, 1, "start main.1");
    await up(2);
    order(folder, 1, "stop 0 1");
    await ended;
    expect(await codes()).toEqual({ main: [137, 137] });
    expect((await readFacts(folder)).supervisor).toBe("done");
    // Its clocks hold the pipe too until the kernel has ended them, which may be after it.
    await expect.poll(() => order(folder, 1, "start main.2")).toBe(false);
  });

  it("ends with all it has when its folder is gone", async () => {
    container("main", "exec sleep 1000.75");
    const ended = start("main:main.0", "Always");
    await expect.poll(() => processesWith("1000.75").then(({ length }) => length)).toBe(1);
    const pipe = await open(join(folder, "ctl.1"), "a");
    await rm(folder, { recursive: true });
    await pipe.write("check\n");
    await pipe.close();
    await ended;
    await expect.poll(() => processesWith("1000.75")).toEqual([]);
  });

  it("ends a program whose waiting shell somebody has killed, and what it left", async () => {
    container("main", "sleep 1000.25 & exec sleep 1000.25");
    const ended = start("main:main.0", "Never");
    await expect.poll(() => processesWith("1000.25").then(({ length }) => length)).toBe(2);
    const program = (await readFacts(folder)).launches.get("main")?.[0]?.process?.pid ?? 0;
    const waiting = Number(/^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${program}/status`, "utf8"))?.[1]);
    process.kill(waiting, "SIGKILL");
    await expect.poll(() => existsSync(`/proc/${waiting}`)).toBe(false);
    order(folder, 1, "check");
    await ended;
    expect(await codes()).toEqual({ main: [137] });
    await expect.poll(() => processesWith("1000.25")).toEqual([]);
  });

  it("ends sidecars in the opposite order of their start, each when the one after it has ended", async () => {
    const sidecar = (name: string) =>
      `trap 'sleep 0.1; echo ${name} >>"${folder}/order"; exit 0' TERM; while :; do sleep 0.05; done`;
    container("first", sidecar("first"));
    container("second", sidecar("second"));
    container("main", "exec sleep 0.3");
    await start("sidecar:first.0 sidecar:second.0 main:main.0", "Never");
    expect(readFileSync(join(folder, "order"), "utf8")).toBe("second\nfirst\n");
  });
});

describe("looking for processes by their mark", () => {
  const sweep = /^sweep\(\) \{\n.*?^\}$/ms.exec(SCRIPTS["supervise.sh"] ?? "")?.[0] ?? "";
  // Nothing is killed here: the shell's `kill` is replaced.
  const found = (mark: string) =>
    execFileSync("/bin/sh", ["-c", `kill() { echo "$2"; }; ${sweep}; sweep '${mark}' ''`], {
      encoding: "utf8",
      env: { PATH: process.env["PATH"] },
    });

  it.each(["", "SLIPWAY_CONTAINER=", "SLIPWAY_CONTAINER=/", "PATH=/usr/bin/"])(
    "finds nobody by %j",
    async (mark) => {
      expect(sweep).not.toBe("");
      expect(found(mark)).toBe("");
      await expect(killMarked(mark)).rejects.toThrow("does not name a pod");
    },
  );
});

describe("starting a supervisor", () => {
  it("leaves it alone in a session of its own, with nothing of our environment", async () => {
    const folder = await mkdtemp(join(tmpdir(), "slipway-pod-"));
    mkdirSync(join(folder, "state"));
    mkdirSync(join(folder, "containers", "main"), { recursive: true });
    for (const [name, text] of Object.entries(SCRIPTS)) writeFileSync(join(folder, name), text);
    writeFileSync(join(folder, "plan.1"), "main:main.0\n");
    writeFileSync(join(folder, "containers", "main", "command"), "exec env");
    writeFileSync(join(folder, "containers", "main", "mark"), `SLIPWAY_CONTAINER=${folder}/main/\n`);
    process.env["SLIPWAY_TEST_SECRET"] = "x";
    await supervise({
      podFolder: folder,
      attempt: 1,
      restartPolicy: "Never",
      sidecarSeconds: 1,
      environment: { PATH: process.env["PATH"] ?? "" },
      isBackground: true,
    });
    await expect.poll(async () => (await readFacts(folder)).supervisor).toBe("done");
    delete process.env["SLIPWAY_TEST_SECRET"];
    expect(readFileSync(join(folder, "containers", "main", "log"), "utf8")).not.toContain(
      "SLIPWAY_TEST_SECRET",
    );
    await rm(folder, { recursive: true, force: true });
  });
});
