import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { S3Peer } from "./peer.ts";

export const AT_ONCE = 8;
export const SYNCED = 2_000;

const KB = 1024;
const MB = 1024 * KB;
const GB = 1024 * MB;
const PART = 64 * MB;
/** Of one server in one round: what is not done by then counts by what was. */
const LIMIT_MS = 10_000;

export interface Step {
  readonly name: string;
  readonly rounds: number;
  /** Returns how many of what is counted it did. */
  work(peer: S3Peer, round: number): Promise<number>;
}

export const STEPS: readonly Step[] = [
  ...sized({ name: "4 KB", bytes: 4 * KB, times: 400, rounds: 4 }),
  ...sized({ name: "1 MB", bytes: MB, times: 50, rounds: 4 }),
  {
    name: "put 1 GB, a MB",
    rounds: 1,
    work: async (peer) => {
      const parts = { part: randomBytes(PART), times: GB / PART, goesOn: limit() };
      return ((await peer.putParts("large", parts)) * PART) / MB;
    },
  },
  { name: "get 1 GB, a MB", rounds: 1, work: async (peer) => (await peer.get("large", limit())) / MB },
  { name: `sync of ${SYNCED} files`, rounds: 1, work: sync },
];

function sized({
  name,
  bytes,
  times,
  rounds,
}: {
  readonly name: string;
  readonly bytes: number;
  readonly times: number;
  readonly rounds: number;
}): readonly Step[] {
  const body = randomBytes(bytes);
  return [
    {
      name: `put ${name}`,
      rounds,
      work: (peer, round) => atOnce(times, (n) => peer.put(`${bytes}/${round}/${n}`, body)),
    },
    {
      name: `get ${name}`,
      rounds,
      work: (peer, round) => atOnce(times, (n) => peer.get(`${bytes}/${round}/${n % AT_ONCE}`)),
    },
  ];
}

/** Returns how many were done. */
async function atOnce(times: number, work: (n: number) => Promise<unknown>): Promise<number> {
  const goesOn = limit();
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < times && (next < AT_ONCE || goesOn())) await work(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return next;
}

function limit(): () => boolean {
  const end = Date.now() + LIMIT_MS;
  return () => Date.now() < end;
}

async function sync(peer: S3Peer): Promise<number> {
  const files = await mkdtemp(join(tmpdir(), "slipway-bench-sync-"));
  try {
    const body = randomBytes(4 * KB);
    for (let n = 0; n < SYNCED; n++) await writeFile(join(files, String(n)), body);
    return (await peer.sync(files)) / SYNCED;
  } finally {
    await rm(files, { recursive: true });
  }
}
