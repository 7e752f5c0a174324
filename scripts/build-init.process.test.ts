/** The init of containers against what the kernel (pid_namespaces(7), signal(7), wait(2)) and POSIX shells say. */
import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";

const ARCHITECTURE = process.arch === "arm64" ? "arm64" : "amd64";
const INIT = join(import.meta.dirname, `../packages/platform/init/init-${ARCHITECTURE}`);
const canRun = process.platform === "linux";
/** A container's first process, as near as a test gets to it without a container. */
const AS_FIRST = ["--pid", "--fork", "--kill-child", "--mount-proc"];
const canBeFirst = canRun && spawnSync("unshare", [...AS_FIRST, "true"]).status === 0;

const run = (...argv: readonly string[]) => spawnSync(INIT, [...argv], { encoding: "utf8" });

describe.skipIf(!canRun)("init", () => {
  test.each([0, 1, 7, 255])("ends with its program's exit code %i", (code) => {
    expect(run("/bin/sh", "-c", `exit ${code}`).status).toBe(code);
  });

  test.each([
    ["KILL", 137],
    ["TERM", 143],
    ["SEGV", 139],
  ])("says that SIG%s ended its program by %i", (signal, code) => {
    expect(run("/bin/sh", "-c", `kill -${signal} $$`).status).toBe(code);
  });

  test("gives arguments, environment and a clear sentence for what cannot be run", () => {
    const { stdout } = spawnSync(INIT, ["/bin/sh", "-c", 'echo "$1|$NAME"', "sh", "a b"], {
      env: { NAME: "value" },
      encoding: "utf8",
    });
    expect(stdout).toBe("a b|value\n");
    const missing = run("/does/not/exist");
    expect([missing.status, missing.stderr]).toEqual([127, "init: the program cannot be run\n"]);
    expect(run().status).toBe(127);
  });

  test("makes a named pipe for everybody, where nothing is yet", () => {
    const folder = mkdtempSync(join(tmpdir(), "slipway-init-"));
    const path = join(folder, "pipe");
    expect(run("--make-pipe", path).status).toBe(0);
    const made = statSync(path);
    expect([made.isFIFO(), made.mode & 0o777]).toEqual([true, 0o666]);
    expect(run("--make-pipe", path).status).toBe(1);
    rmSync(folder, { recursive: true });
  });

  test("holds on until it is told to end", async () => {
    const child = spawn(INIT, ["--hold"]);
    const ended = new Promise((resolve) => child.once("exit", (code, signal) => resolve([code, signal])));
    await expect.poll(() => textOf(`/proc/${child.pid}/status`)).toMatch(/^State:\sS/m);
    child.kill("SIGUSR1");
    child.kill("SIGHUP");
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(child.exitCode).toBeNull();
    child.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
  });

  test("leaves its program the signals that it was given: none is blocked", () => {
    expect(run("/bin/sh", "-c", "grep SigBlk /proc/self/status").stdout).toMatch(/^SigBlk:\s0+\n$/);
  });

  test.each(["SIGTERM", "SIGINT", "SIGUSR1", "SIGHUP"] as const)("hands %s on", async (signal) => {
    const script = `trap 'echo heard; exit 3' ${signal.slice(3)}; echo ready; while :; do sleep 0.01; done`;
    const child = spawn(INIT, ["/bin/sh", "-c", script]);
    let said = "";
    child.stdout.on("data", (data: Buffer) => {
      said += String(data);
      if (said === "ready\n") child.kill(signal);
    });
    expect(await codeOf(child)).toBe(3);
    expect(said).toBe("ready\nheard\n");
  });
});

describe.skipIf(!canBeFirst)("init as the first process of a container", () => {
  test("hears a SIGTERM at any moment of its program's start, which Node as the first process does not", async () => {
    const node = [
      process.execPath,
      "-e",
      "process.on('SIGTERM', () => process.exit(0)); setInterval(() => {}, 1000)",
    ];
    for (let delay = 0; delay < 60; delay += 3) {
      const { shell, first } = await firstProcess([INIT, ...node]);
      await sleep(delay);
      process.kill(first, "SIGTERM");
      expect([0, 143]).toContain(await codeOf(shell));
    }
    const { shell, first } = await firstProcess(node);
    process.kill(first, "SIGTERM");
    expect(await Promise.race([codeOf(shell), sleep(500).then(() => "goes on")])).toBe("goes on");
    process.kill(first, "SIGKILL");
  });

  test("reaps what it inherits", async () => {
    const orphans =
      "for i in 1 2 3 4 5; do (sleep 0.05 &) done; while pgrep -x sleep || grep -l '^State:.Z' /proc/[0-9]*/status; do :; done >/dev/null; echo end";
    const argv = [...AS_FIRST, INIT, "/bin/sh", "-c", orphans];
    const { stdout } = await promisify(execFile)("unshare", argv, { timeout: 60_000, killSignal: "SIGKILL" });
    expect(stdout).toBe("end\n");
  });
});

test("is there for both processors, and has no library and no loader", () => {
  for (const [architecture, machine] of [
    ["amd64", 0x3e],
    ["arm64", 0xb7],
  ] as const) {
    const elf = readFileSync(join(import.meta.dirname, `../packages/platform/init/init-${architecture}`));
    expect(elf.subarray(0, 4).toString("latin1")).toBe("\x7fELF");
    expect(elf.readUInt16LE(18)).toBe(machine);
    const headers = Array.from({ length: elf.readUInt16LE(56) }, (_, index) =>
      elf.readUInt32LE(Number(elf.readBigUInt64LE(32)) + index * elf.readUInt16LE(54)),
    );
    // Neither PT_DYNAMIC nor PT_INTERP.
    expect(headers).not.toContain(2);
    expect(headers).not.toContain(3);
  }
});

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

function codeOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once("exit", resolve));
}

/** Starts it in a pid namespace of its own; known by its number outside once it is no longer `unshare`. */
async function firstProcess(argv: readonly string[]): Promise<{ shell: ChildProcess; first: number }> {
  const shell = spawn("unshare", [...AS_FIRST, ...argv], { stdio: "ignore" });
  for (;;) {
    const first = childrenOf(shell.pid ?? 0)[0];
    if (first !== undefined && executable(first) === readable(argv[0] ?? "")) return { shell, first };
    await sleep(0);
  }
}

function childrenOf(parent: number): readonly number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter(
      (pid) =>
        pid > parent && textOf(`/proc/${pid}/stat`).split(") ").pop()?.split(" ")[1] === String(parent),
    );
}

const textOf = (file: string): string => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
};
const executable = (pid: number): string => readable(`/proc/${pid}/exe`);
const readable = (link: string): string => {
  try {
    return readlinkSync(link);
  } catch {
    return link;
  }
};
