import type { BigIntStats } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { Readable } from "node:stream";
import type { RunOutput } from "@slipway/model/run-plan.ts";
import type { Artifacts, S3Uri } from "#artifacts/artifacts.ts";
import { isKey } from "#artifacts/object-names.ts";
import { joinKey } from "#lib/s3-uri.ts";
import { placeOf } from "../place-of.ts";
import { fileTime, fileTimeOf } from "./file-time.ts";
import { filesBelow, isDenied, type LeftOut, MOST, openBelow, type SeenFile } from "./files-below.ts";
import { NO_KEY, UNREADABLE } from "./leave-out.ts";
import { NamesLeftOut } from "./names-left-out.ts";
import type { SyncMemory } from "./sync-memory.ts";

/** What was changed less than so long ago may be in the middle of being written. */
const QUIET_MS = 2_000;
const CHUNK = 256 * 1024;
const OUTPUT = { code: "SLIP-SIDECAR-005", expected: "an S3 URI, s3://BUCKET/PREFIX" } as const;

export interface SyncContext {
  readonly artifacts: Artifacts;
  readonly ml: string;
  readonly memory: SyncMemory;
  readonly say: (line: string) => void;
  /** Goes on where the store was away for a while. */
  readonly retry: <T>(work: () => Promise<T>) => Promise<T>;
  /** The program has ended: nothing is left for a later pass. */
  readonly isLast: boolean;
}

/** What one pass has done: files that it found, those it stored and those it left for the next one. */
export interface SyncPass {
  readonly found: number;
  readonly stored: number;
  readonly bytes: number;
  readonly left: number;
}

/**
 * One pass over an output that is stored while its program runs: each file that is not stored as it stands, whole or not at all. One
 * that changes while it is read leaves the object as it was. They are stored in the order in which they were written, so that what
 * names others, written after them, is stored after them. What the program removes stays stored. Throws what the store throws.
 */
export async function syncOutput(output: RunOutput, context: SyncContext): Promise<SyncPass> {
  const { ml, memory, isLast } = context;
  const { name, from } = output;
  const to = placeOf(output.to, OUTPUT);
  const pass = { found: 0, stored: 0, bytes: 0, left: 0 };
  const names = new NamesLeftOut({ from, memory, say: context.say, isLast });
  const beyond = `/opt/ml/${from} has more than ${MOST.entries} entries or ${MOST.depth} levels; the rest is not stored`;
  const leftOut: LeftOut = {
    beyond() {
      if (memory.news("once", beyond) === "new") context.say(beyond);
    },
    name: names.add,
  };
  const seen: string[] = [];
  const changed: SeenFile[] = [];
  for await (const file of filesBelow(ml, from, leftOut)) {
    pass.found += 1;
    seen.push(file.path);
    if (!memory.isStored(name, file.path, file.stat)) changed.push(file);
  }
  memory.retain(name, seen);
  for (const file of changed.toSorted(byChange)) {
    const bytes = await syncFile(file, { ...context, names, to, output: name, from }).catch(
      orUnreadable(file, names),
    );
    if (bytes === "left") pass.left += 1;
    else if (bytes !== "stored before") {
      pass.stored += 1;
      pass.bytes += bytes;
    }
  }
  names.tellMore();
  return pass;
}

/** One that its program keeps from everybody else is said and left, and the others are stored. */
const orUnreadable =
  ({ path }: SeenFile, names: NamesLeftOut) =>
  (error: unknown): "left" => {
    if (!isDenied(error)) throw error;
    names.add(path, UNREADABLE);
    return "left";
  };

type FileContext = SyncContext & {
  readonly names: NamesLeftOut;
  readonly to: S3Uri;
  readonly output: string;
  readonly from: string;
};

/** How many bytes were stored. */
async function syncFile(file: SeenFile, context: FileContext): Promise<number | "left" | "stored before"> {
  const { memory, output, to, names, isLast } = context;
  if (!isKey(joinKey(to.key, file.path))) {
    names.add(file.path, NO_KEY);
    return "left";
  }
  if (!isLast && isFresh(file.stat)) return "left";
  if (await isAsStored(file, context)) {
    memory.stored(output, file.path, file.stat);
    return "stored before";
  }
  const handle = await openBelow(context.ml, `${context.from}/${file.path}`);
  if (handle === undefined) return "left";
  try {
    return await store(file.path, handle, context);
  } finally {
    await handle.close();
  }
}

const changedAt = ({ mtimeNs, ctimeNs }: BigIntStats): bigint => (mtimeNs > ctimeNs ? mtimeNs : ctimeNs);

const byChange = (a: SeenFile, b: SeenFile): number => Number(changedAt(a.stat) - changedAt(b.stat));

function isFresh(stat: BigIntStats): boolean {
  const ago = Date.now() - Number(changedAt(stat)) / 1e6;
  return ago >= 0 && ago < QUIET_MS;
}

/** What an earlier pass, or the try before this one, has stored. */
async function isAsStored({ path, stat }: SeenFile, { artifacts, to, retry }: FileContext): Promise<boolean> {
  const there = await retry(() => artifacts.head(to.bucket, joinKey(to.key, path)));
  const at = there === undefined ? undefined : fileTimeOf(there.metadata);
  // Restoring sets a file's time by the microsecond.
  return (
    at !== undefined &&
    BigInt(there?.size ?? -1) === stat.size &&
    Math.abs(at - Number(stat.mtimeNs) / 1e6) < 0.01
  );
}

async function store(path: string, handle: FileHandle, context: FileContext): Promise<number | "left"> {
  const { artifacts, to, retry, memory, output } = context;
  const stat = await handle.stat({ bigint: true });
  let changed = false;
  async function* whole(): AsyncGenerator<Uint8Array> {
    yield* contents(handle, Number(stat.size));
    changed = !isSame(stat, await handle.stat({ bigint: true }));
    if (changed) throw new Error(`${path} changes while it is read`);
  }
  try {
    await retry(() => {
      const body = Readable.from(whole(), { objectMode: false });
      return artifacts.put(to.bucket, joinKey(to.key, path), body, { metadata: fileTime(stat.mtimeNs) });
    });
  } catch (error) {
    if (changed) return "left";
    throw error;
  }
  memory.stored(output, path, stat);
  return Number(stat.size);
}

/** As many bytes as the file had; one that was cut meanwhile ends sooner, and is seen to have changed. */
async function* contents(handle: FileHandle, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < size; ) {
    const { bytesRead, buffer } = await handle.read(
      Buffer.allocUnsafe(Math.min(CHUNK, size - at)),
      0,
      null,
      at,
    );
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

const isSame = (a: BigIntStats, b: BigIntStats): boolean =>
  a.size === b.size && a.mtimeNs === b.mtimeNs && a.ctimeNs === b.ctimeNs;
