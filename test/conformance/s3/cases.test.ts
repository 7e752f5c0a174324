import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pythonEnv } from "../../../scripts/python-env.ts";
import { Moto } from "../support/moto.ts";
import { S3Home } from "./s3-home.ts";

const run = promisify(execFile);
const SCRIPT = join(import.meta.dirname, "s3_cases.py");

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

const failures = (of: Outcomes) => [...of].filter(([, error]) => error !== null);

/** Every case's expectation is from AWS's documentation, so that a server is judged by it and not by ours. */
describe("S3 as AWS documents it", () => {
  let home: S3Home;

  beforeAll(async () => {
    home = await S3Home.up();
  });
  afterAll(() => home.down());

  it("is served, case by case", async () => {
    const ours = await outcomes(home.env());
    expect(failures(ours)).toEqual([]);
    expect(ours.size).toBeGreaterThan(300);
  });

  it("differs from moto's server where the table says so, each with its reason", async () => {
    const moto = await Moto.up();
    try {
      const theirs = await outcomes({ ...home.env(), AWS_ENDPOINT_URL: moto.url });
      const table = await readFile(join(import.meta.dirname, "moto-differences.json"), "utf8");
      const told = Object.values(JSON.parse(table) as Record<string, string[]>).flat();
      const differing = failures(theirs).map(([title]) => title);
      expect(differing.sort()).toEqual(told.sort());
    } finally {
      await moto.down();
    }
  });
});
