import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pythonEnv } from "../../../scripts/python-env.ts";
import { goProgram } from "../support/go-program.ts";
import { S3Home } from "./s3-home.ts";

const run = promisify(execFile);

describe("S3 as its clients know it", () => {
  let home: S3Home;

  beforeAll(async () => {
    home = await S3Home.up();
    await home.store.createBucket("clients");
  });
  afterAll(() => home.down());

  it.each([
    ["s3-clients", ["s3fs", "pandas", "pyarrow"]],
    ["s3fs-0.4", ["s3fs"]],
  ] as const)("is read and written by what %s has of Python", async (env, clients) => {
    const { python } = await pythonEnv(env);
    const script = join(import.meta.dirname, "data_clients.py");
    const args = ["-W", "ignore", script, "clients", ...clients];
    const { stdout } = await run(python, args, { env: home.env() });
    const outcomes = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown);
    expect(outcomes).toEqual(clients.map((client) => ({ client, error: null })));
  });

  it("is read and written by MinIO's SDK for Go", async () => {
    const program = await goProgram(join(import.meta.dirname, "minio-client"));
    await run(program, ["minio"], { env: home.env() });
    expect(await home.store.bucket("minio")).toBeUndefined();
  });

  it("is copied to, checked and synchronised by rclone", async () => {
    const remote = {
      TYPE: "s3",
      PROVIDER: "Other",
      ENDPOINT: home.url,
      ACCESS_KEY_ID: "OWNER",
      SECRET_ACCESS_KEY: home.env()["AWS_SECRET_ACCESS_KEY"] ?? "",
      REGION: "us-west-2",
    };
    const config = Object.entries(remote).map(([name, value]) => [`RCLONE_CONFIG_HOME_${name}`, value]);
    const env = { PATH: home.env()["PATH"], HOME: home.folder, RCLONE_CONFIG: "/dev/null" };
    const rclone = async (...args: string[]) =>
      (await run("rclone", args, { cwd: home.folder, env: { ...env, ...Object.fromEntries(config) } }))
        .stdout;
    const data = join(home.folder, "data");
    await mkdir(join(data, "sub"), { recursive: true });
    await writeFile(join(data, "large"), randomBytes(12_000_000));
    await writeFile(join(data, "sub/ü 1"), "one");
    await rclone("mkdir", "home:rclone");
    await rclone("copy", "--s3-upload-cutoff", "6Mi", "--s3-chunk-size", "5Mi", "data", "home:rclone/data");
    await rclone("check", "--download", "data", "home:rclone/data");
    await rm(join(data, "large"));
    await rclone("sync", "data", "home:rclone/data");
    expect((await rclone("lsf", "-R", "--files-only", "home:rclone")).trim()).toBe("data/sub/ü 1");
    await rclone("moveto", "home:rclone/data/sub/ü 1", "home:rclone/moved");
    expect(await rclone("cat", "home:rclone/moved")).toBe("one");
    await rclone("purge", "home:rclone");
    expect(await home.store.bucket("rclone")).toBeUndefined();
  });
});
