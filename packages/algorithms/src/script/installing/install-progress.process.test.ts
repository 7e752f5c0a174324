import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-progress-"));
  mkdirSync(join(folder, "downloads"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The log of a program that follows `installer`, a script of sh that runs in the folder. */
async function logOf(
  installer: string,
): Promise<{ readonly out: string; readonly err: string; readonly seconds: number }> {
  const url = pathToFileURL(join(import.meta.dirname, "install-progress.ts")).href;
  const program = `
import { spawn } from "node:child_process";
import { InstallProgress } from ${JSON.stringify(url)};
const progress = new InstallProgress({ environment: "environment", downloads: ["downloads"] });
const child = spawn("/bin/sh", ["-c", ${JSON.stringify(installer)}], { stdio: ["ignore", "pipe", "pipe"] });
const { exitCode } = await progress.follow(child);
process.stdout.write("exit " + exitCode + "\\n");
`;
  const began = performance.now();
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], { cwd: folder });
  const [out, err]: [string[], string[]] = [[], []];
  child.stdout.on("data", (chunk: Buffer) => out.push(String(chunk)));
  child.stderr.on("data", (chunk: Buffer) => err.push(String(chunk)));
  await new Promise((resolve) => child.on("exit", resolve));
  return { out: out.join(""), err: err.join(""), seconds: (performance.now() - began) / 1_000 };
}

test("An installer's lines go to the log as they are, and between them how far it is", async () => {
  const site = "environment/lib/python3.11/site-packages";
  const { out, err } = await logOf(`
    mkdir -p ${site}/pip-23.dist-info
    echo "Collecting big"; echo "  Downloading big-1.whl (10.0 MB)"
    head -c 4000000 /dev/zero > downloads/big-1.whl; sleep 3.5
    echo "warning: slow" >&2
    echo "Installing collected packages: big, small"
    mkdir -p ${site}/big-1.dist-info; sleep 3.5
    printf "no end of line"; exit 3`);
  expect(err).toBe("warning: slow\n");
  const lines = out.split("\n");
  expect(lines).toContain("Building the environment: 1 package, 4.0 of 10.0 MB");
  expect(lines.some((line) => /^Building the environment: [12] of 2 packages, 10\.0 MB$/.test(line))).toBe(
    true,
  );
  expect(lines.slice(-3)).toEqual(["no end of line", "exit 3", ""]);
  const own = lines.filter((line) => line.startsWith("Building"));
  expect(own.length).toBeLessThanOrEqual(4);
});

test("A process that an installer leaves behind keeps nobody waiting", async () => {
  const { out, seconds } = await logOf("sleep 60 & echo $! > left; echo done");
  expect(out).toBe("done\nexit 0\n");
  expect(seconds).toBeLessThan(30);
  spawn("/bin/sh", ["-c", "kill $(cat left)"], { cwd: folder });
});
