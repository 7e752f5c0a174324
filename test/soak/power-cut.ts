import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { secretKind } from "@slipway/model/kubernetes/workloads.ts";
import { silentLog } from "../../packages/lib/src/log.ts";
import { Closers } from "../../packages/platform/src/main/common/closers.ts";
import { openCore } from "../../packages/platform/src/main/serve/core.ts";
import { openState } from "../../packages/platform/src/main/state/open-state.ts";
import { BUCKET, STREAM } from "./power-cut-names.ts";
import { Random } from "./random.ts";

/** What was acknowledged before the power went. */
interface Promised {
  readonly objects: Set<string>;
  readonly bodies: Set<string>;
  lines: number;
}

/** Only root has a disk of his own to cut the power of, and not everywhere. */
export function canCutPower(): boolean {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  try {
    execFileSync("losetup", ["--find"], { stdio: "ignore" });
    execFileSync("mkfs.ext4", ["-V"], { stdio: "ignore" });
    return existsSync("/dev/loop-control");
  } catch {
    return false;
  }
}

/**
 * Cuts the power at random moments of load: the state is on a file system in a file, and what that file holds at the moment is what
 * a disk would. The copy is mounted, which replays its journal, and opened; it goes on from there. Returns what was acknowledged
 * and is not there, or was refused.
 */
export async function cutPower(how: {
  readonly rounds: number;
  readonly seed: number;
  readonly tell: (line: string) => void;
}): Promise<readonly string[]> {
  const random = new Random(how.seed);
  const folder = mkdtempSync(join(tmpdir(), "slipway-power-"));
  const promised: Promised = { objects: new Set(), bodies: new Set(), lines: 0 };
  const missing: string[] = [];
  let image = join(folder, "disk-0");
  execFileSync("truncate", ["--size", "192M", image]);
  execFileSync("mkfs.ext4", ["-q", "-F", image]);
  try {
    for (let round = 1; round <= how.rounds && missing.length === 0; round++) {
      const copy = join(folder, `disk-${round}`);
      await writeUntilCut({ image, copy, promised, afterMs: random.between(300, 2_500) });
      rmSync(image);
      image = copy;
      await mounted(image, async (state) => missing.push(...(await lost(state, promised))));
      how.tell(
        `power cut ${round}: ${promised.objects.size} objects, ${promised.bodies.size} bodies, ${promised.lines} lines`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return missing;
}

async function mounted<T>(image: string, work: (state: string) => Promise<T>): Promise<T> {
  const at = mkdtempSync(join(tmpdir(), "slipway-mount-"));
  execFileSync("mount", ["-o", "loop", image, at]);
  try {
    const state = join(at, "state");
    mkdirSync(state, { recursive: true, mode: 0o700 });
    return await work(state);
  } finally {
    execFileSync("umount", [at]);
    rmSync(at, { recursive: true, force: true });
  }
}

function writeUntilCut(cut: {
  readonly image: string;
  readonly copy: string;
  readonly promised: Promised;
  readonly afterMs: number;
}): Promise<void> {
  const { image, copy, promised, afterMs } = cut;
  return mounted(image, async (state) => {
    const program = join(import.meta.dirname, "power-cut-writer.ts");
    const writer = spawn(process.execPath, [program, state], { stdio: ["ignore", "pipe", "inherit"] });
    writer.stdout.once("data", () =>
      setTimeout(() => {
        // Stopped, it acknowledges nothing that the copy may not have.
        writer.kill("SIGSTOP");
        copyAtOnce(image, copy);
        writer.kill("SIGKILL");
      }, afterMs),
    );
    for await (const line of createInterface({ input: writer.stdout })) note(promised, line);
  });
}

const MOST_TRIES = 50;

/**
 * The image as it was at one moment, as a disk without power is: the kernel goes on writing back what the stopped writer left,
 * and a copy that took some blocks before and some after that would be of a disk that never was.
 */
function copyAtOnce(image: string, copy: string): void {
  for (let tries = 1; tries <= MOST_TRIES; tries++) {
    execFileSync("cp", ["--sparse=always", image, copy]);
    if (spawnSync("cmp", ["--silent", image, copy]).status === 0) return;
  }
  throw new Error(`the image was written to all the while it was copied, ${MOST_TRIES} times`);
}

function note(promised: Promised, line: string): void {
  const [what, name = ""] = line.split(" ");
  if (what === "object") promised.objects.add(name);
  else if (what === "body") promised.bodies.add(name);
  else promised.lines = Math.max(promised.lines, Number(name));
}

async function lost(root: string, promised: Promised): Promise<readonly string[]> {
  const closers = new Closers();
  try {
    const state = openState(root);
    closers.add(() => state.release());
    const { store, artifacts, ledger } = await openCore(state, { log: silentLog, closers });
    const there = new Set((await store.list(secretKind)).items.map(({ metadata }) => metadata.name));
    const missing = [...promised.objects].filter((name) => !there.has(name));
    for (const key of promised.bodies) {
      const whole = await artifacts.get(BUCKET, key).then(
        async ({ body }) => (await body.toArray()).every((chunk: Buffer) => chunk.length > 0),
        () => false,
      );
      if (!whole) missing.push(key);
    }
    const length = await ledger.logLength(STREAM);
    if (length < promised.lines) missing.push(`lines ${length} to ${promised.lines}`);
    return missing;
  } catch (error) {
    return [`refused: ${String(error)}`];
  } finally {
    await closers.closeAll();
  }
}
