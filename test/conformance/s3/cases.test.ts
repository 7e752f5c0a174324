import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { S3Server, versitygwProgram } from "../../../bench/s3/servers.ts";
import { pythonEnv } from "../../../scripts/python-env.ts";
import { Moto } from "../support/moto.ts";
import { S3Home } from "./s3-home.ts";

const run = promisify(execFile);
const SCRIPT = join(import.meta.dirname, "s3_cases.py");

/** The peers are built and installed once. */
const FIRST_INSTALLATION_MS = 1_200_000;

/** What became of each case: null where the server did what AWS's documentation has, else what it did instead. */
type Outcomes = ReadonlyMap<string, string | null>;

async function outcomes(env: Record<string, string>): Promise<Outcomes> {
  const { python } = await pythonEnv();
  const { stdout } = await run(python, ["-W", "ignore", SCRIPT], { env, maxBuffer: 1 << 26 });
  const lines = stdout.trim().split("\n");
  return new Map(
    lines.map((line) => {
      const one = JSON.parse(line) as { readonly case: string; readonly error: string | null };
      return [one.case, one.error];
    }),
  );
}

/** Other servers that play S3. Cases that they fail stand in `NAME-differences.json`, by what decides them. */
const PEERS: readonly { readonly name: string; readonly up: () => Promise<Peer> }[] = [
  { name: "moto", up: () => Moto.up({ recording: false }) },
  { name: "versitygw", up: versitygw },
];

interface Peer {
  readonly url: string;
  down(): Promise<void>;
}

async function versitygw(): Promise<Peer> {
  const folder = await mkdtemp(join(tmpdir(), "slipway-versitygw-"));
  const versions = join(folder, "versions");
  await mkdir(versions);
  const server = await S3Server.versitygw(folder, { region: "us-west-2", versions });
  return {
    url: server.url,
    down: async () => {
      await server.down();
      await rm(folder, { recursive: true });
    },
  };
}

async function told(name: string): Promise<readonly string[]> {
  const table = await readFile(join(import.meta.dirname, `${name}-differences.json`), "utf8");
  return Object.values(JSON.parse(table) as Record<string, readonly string[]>).flat();
}

const failures = (of: Outcomes) => [...of].filter(([, error]) => error !== null);

/** Every case's expectation is from AWS's documentation, so that a server is judged by it and not by ours. */
describe("S3 as AWS documents it", () => {
  let home: S3Home;

  beforeAll(async () => {
    await Promise.all([versitygwProgram(), pythonEnv(), pythonEnv("moto")]);
    home = await S3Home.up();
  }, FIRST_INSTALLATION_MS);
  afterAll(() => home.down());

  it("is served, case by case", async () => {
    const ours = await outcomes(home.env());
    expect(failures(ours)).toEqual([]);
    expect(ours.size).toBeGreaterThan(300);
  });

  it.each(PEERS)("is held against $name: every difference is told, with its reason", async ({ name, up }) => {
    const peer = await up();
    try {
      const theirs = await outcomes({ ...home.env(), AWS_ENDPOINT_URL: peer.url });
      const differing = failures(theirs).map(([title]) => title);
      expect(differing.sort()).toEqual([...(await told(name))].sort());
    } finally {
      await peer.down();
    }
  });
});
