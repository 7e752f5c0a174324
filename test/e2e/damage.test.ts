import { cpSync, lstatSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { SlipwayError } from "@slipway/model";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Audit, audit } from "./support/audit.ts";
import { type Expected, ROWS } from "./support/damage-table.ts";
import { changesNothing, DAMAGES, type Damage } from "./support/damages.ts";
import { EXAMPLE, endNow, Home, ok, podProcesses } from "./support/home.ts";
import { processesBelow } from "./support/processes.ts";

const ENDPOINT = "endpoint.sagemaker.services.k8s.aws/abalone-endpoint";
const NAMES = Object.keys(DAMAGES) as readonly Damage[];

let folder: string;
/** A state folder as a home that trained and served leaves it when it is killed. */
let used: string;
let whole: Audit;
let files: readonly string[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "slipway-damage-"));
  used = join(folder, "used");
  const home = await Home.up();
  await ok(home.aws("s3", "mb", "s3://abalone-example"));
  await ok(home.aws("s3", "cp", "--recursive", join(EXAMPLE, "data"), "s3://abalone-example/"));
  await ok(home.kubectl("apply", "-f", join(EXAMPLE, "training.yaml"), "-f", join(EXAMPLE, "deploy.yaml")));
  await ok(home.slipway("wait", ENDPOINT, "--timeout", "2m"));
  home.kill();
  for (const { pid } of podProcesses(home)) endNow(pid);
  cpSync(home.state, used, {
    recursive: true,
    filter: (path) => isOfFiles(path),
    verbatimSymlinks: true,
  });
  await home.down();
  files = filesBelow(used);
  whole = await audit(copyOf(used));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Sockets and pipes are nothing that can be copied, or cut. */
function isOfFiles(path: string): boolean {
  const found = lstatSync(path);
  return found.isDirectory() || found.isFile() || found.isSymbolicLink();
}

let copies = 0;
const copyOf = (of: string): string => {
  const to = join(folder, `${copies++}`, "state");
  cpSync(of, to, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  return to;
};

function filesBelow(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => lstatSync(join(root, name)).isFile())
    .sort();
}

function rowOf(file: string): Readonly<Record<Damage, Expected>> {
  const rows = ROWS.filter(({ files: pattern }) => pattern.test(file));
  const [row] = rows;
  if (row === undefined || rows.length > 1)
    throw new Error(`${rows.length} rows of damage-table.ts speak of ${file}; there should be one`);
  return row.expected;
}

/** The files whose damage is tried: of those that are alike, as objects' bodies and what pods have are, one. */
function tried(): readonly string[] {
  const seen = new Set<string>();
  return files.filter((file) => {
    const kind = file
      .replace(/[0-9a-f]{32}/, "*")
      .replace(/^(pods|cache|trash|answers|launchers|archives)\/.*/, "$1");
    return !seen.has(kind) && seen.add(kind);
  });
}

async function outcomeOf(root: string, file: string): Promise<string> {
  try {
    const found = await audit(root);
    return JSON.stringify(found) === JSON.stringify(whole) ? "whole" : `lost: ${diff(found)}`;
  } catch (error) {
    if (!(error instanceof SlipwayError)) return `thrown: ${(error as Error).stack}`;
    return error.message.includes(basename(file)) ? "told" : `told without the file: ${error.message}`;
  }
}

function diff(found: Audit): string {
  const names = Object.keys(whole) as (keyof Audit)[];
  return names
    .filter((name) => JSON.stringify(found[name]) !== JSON.stringify(whole[name]))
    .map((name) => `${name} ${JSON.stringify(found[name]).slice(0, 300)}`)
    .join("; ");
}

test("every file of a used state folder has a row in the table", () => {
  for (const file of files) rowOf(file);
  for (const { files: pattern } of ROWS)
    expect(
      files.some((file) => pattern.test(file)),
      String(pattern),
    ).toBe(true);
});

describe.each(NAMES)("a file that is %s", (damage) => {
  test("is told by its name, or made again with nothing lost: whatever file of a state folder it is", async () => {
    const wrong: string[] = [];
    for (const file of tried()) {
      const root = copyOf(used);
      if (changesNothing(damage, join(root, file))) continue;
      DAMAGES[damage](join(root, file));
      const outcome = await outcomeOf(root, file);
      const expected = rowOf(file)[damage];
      const right = expected === "either" ? ["told", "whole"].includes(outcome) : outcome === expected;
      if (!right) wrong.push(`${file}: ${outcome}, not ${expected}`);
      rmSync(join(root, ".."), { recursive: true, force: true });
    }
    expect(wrong).toEqual([]);
  });
});

describe("at the terminal and in the background", () => {
  const spoiled = [
    "state.json",
    "credentials.json",
    "tls/ca.pem",
    "db/lock.sqlite",
    "db/objects.sqlite-wal",
    "db/ledger.sqlite-wal",
    "artifacts/index.sqlite-wal",
  ];
  test.each(spoiled)("a start on garbage in %s ends at once, with one error that names it", async (file) => {
    const home = new Home(copyOf(used));
    DAMAGES.garbage(join(home.state, file));
    for (const flags of [[], ["--detach"]]) {
      const { code, stdout, stderr } = await within(20, home.slipway("up", ...flags));
      expect([code, stdout]).toEqual([1, ""]);
      expect(stderr).toMatch(/^✗ SLIP-(STATE|TLS|STORE|LEDGER|S3)-\d{3} /);
      expect(stderr.replaceAll(/\s/g, "")).toContain(basename(file));
      expect(stderr).not.toMatch(/^ {4}at /m);
    }
    expect(processesBelow(home.state)).toEqual([]);
  });

  test("a start on garbage in all that can be made again has everything, with the same keys", async () => {
    const home = new Home(copyOf(used));
    const again = ["server.json", "kubeconfig", "tls/ca.crt", "tls/server.pem", "db/ledger.sqlite-shm"];
    for (const file of [...again, "db/objects.mark", "db/ledger.mark", "artifacts/index.mark"])
      DAMAGES.garbage(join(home.state, file));
    await home.start();
    expect(await ok(home.kubectl("get", "models", "-o", "name"))).toContain("abalone-model");
    await ok(home.slipway("wait", ENDPOINT, "--timeout", "1m"));
    expect(await ok(home.aws("s3", "ls", "--recursive", "s3://abalone-example/"))).toContain("model.tar.gz");
    await home.down();
  });

  test("what is damaged while it runs is told at the doors, and at the next start", async () => {
    const home = new Home(copyOf(used));
    await home.start();
    for (const file of readdirSync(join(home.state, "artifacts/files")))
      DAMAGES.truncated(join(home.state, "artifacts/files", file));
    const key =
      (await ok(home.aws("s3", "ls", "--recursive", "s3://abalone-example/"))).split(/\s+/)[3] ?? "";
    const read = await home.aws(
      "s3api",
      "get-object",
      "--bucket",
      "abalone-example",
      "--key",
      key,
      "/dev/null",
    );
    expect([read.code, read.stderr]).not.toEqual([0, ""]);
    expect(read.stderr).toContain("index of the artifacts folder names");
    DAMAGES.missing(join(home.state, "db/objects.sqlite"));
    const create = await home.kubectl("create", "configmap", "never-kept");
    expect([create.code, create.stderr]).toEqual([1, expect.stringContaining("objects.sqlite was removed")]);
    await within(30, home.slipway("down", "--all"));
    const { code, stderr } = await within(20, home.slipway("up", "--detach"));
    expect([code, stderr]).toEqual([1, expect.stringContaining("SLIP-STATE-009")]);
    for (const { pid } of processesBelow(home.state)) endNow(pid);
  });
});

async function within<T>(seconds: number, work: Promise<T>): Promise<T> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error(`not within ${seconds} s`)), seconds * 1_000).unref();
  });
  return Promise.race([work, late]);
}
