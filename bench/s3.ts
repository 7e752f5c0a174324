import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { S3Peer } from "./s3/peer.ts";
import { S3Server } from "./s3/servers.ts";
import { AT_ONCE, STEPS, SYNCED } from "./s3/steps.ts";
import { table } from "./support/table.ts";

/** What a server spent, and on how much. */
interface Spent {
  readonly cpuMs: number;
  readonly units: number;
}

/** What objects cost the server: ours, moto's and versitygw, in turns, so that what else the machine does meets all of them. */
export async function benchS3(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "slipway-bench-s3-"));
  const peers: S3Peer[] = [];
  try {
    for (const start of S3Server.ALL) peers.push(await S3Peer.of(await start(folder), folder));
    const rows: (string | number)[][] = [];
    for (const step of STEPS) {
      const spent = peers.map((): Spent[] => []);
      for (let round = 0; round < step.rounds; round++) {
        for (const [at, peer] of peers.entries())
          spent[at]?.push(await costOf(peer, () => step.work(peer, round)));
      }
      rows.push([step.name, ...spent.map(inAll)]);
      process.stderr.write(`${rows.at(-1)?.join("  ")}\n`);
    }
    rows.push(["memory", ...(await Promise.all(peers.map(({ server }) => server.residentMb())))]);
    return sectionOf(peers, rows);
  } finally {
    for (const peer of peers) await peer.down();
    await rm(folder, { recursive: true });
  }
}

async function costOf(peer: S3Peer, work: () => Promise<number>): Promise<Spent> {
  const before = await peer.server.cpuMs();
  const units = await work();
  return { cpuMs: (await peer.server.cpuMs()) - before, units };
}

/** The first round is left out where there are several: programs that compile as they run do so in it. */
function inAll(rounds: readonly Spent[]): number {
  const counted = rounds.length > 1 ? rounds.slice(1) : rounds;
  const sum = (of: (spent: Spent) => number) => counted.reduce((so, spent) => so + of(spent), 0);
  return sum(({ cpuMs }) => cpuMs) / sum(({ units }) => units);
}

function sectionOf(peers: readonly S3Peer[], rows: (string | number)[][]): string {
  return [
    "## S3",
    "",
    `CPU milliseconds of the server: an operation for 4 KB and 1 MB (${AT_ONCE} at once), a MB for 1 GB (in parts of 64 MB) and the whole for \`aws s3 sync\` of`,
    `${SYNCED} files of 4 KB; and its resident memory afterwards, in MB. The servers take turns in each row, after one round that does not count. Bodies are`,
    "signed, and carry a checksum (CRC32), as SDKs do by themselves. Slipway syncs what it stores to the disk before it answers. docs/adr/0051 has the bound of reads.",
    "",
    table(["", ...peers.map(({ server }) => server.name)], rows),
  ].join("\n");
}
