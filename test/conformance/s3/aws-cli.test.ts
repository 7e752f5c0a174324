import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { awsCli } from "../../../scripts/tools.ts";
import { S3Home } from "./s3-home.ts";

const run = promisify(execFile);

describe("S3 as the aws CLI knows it", () => {
  let home: S3Home;
  let aws: (...args: string[]) => Promise<string>;

  beforeAll(async () => {
    home = await S3Home.up();
    const tool = await awsCli();
    if ("missing" in tool) throw new Error(tool.missing);
    aws = async (...args) => (await run(tool.path, args, { env: home.env(), cwd: home.folder })).stdout;
  });
  afterAll(() => home.down());

  it("makes a bucket, copies a folder there and back, and finds everything in it", async () => {
    const data = join(home.folder, "data");
    await mkdir(join(data, "train/sub dir"), { recursive: true });
    const files = ["train/a.csv", "train/sub dir/b ü.csv", "validation.csv", "big.bin"];
    for (const file of files)
      await writeFile(join(data, file), randomBytes(file === "big.bin" ? 20_000_000 : 1000));
    await aws("s3", "mb", "s3://cli");
    await aws("s3", "cp", "--recursive", "data", "s3://cli/data/");
    const listed = await aws("s3", "ls", "--recursive", "s3://cli/data/");
    expect(
      listed
        .trim()
        .split("\n")
        .map((line) => line.slice(31)),
    ).toEqual([...files].sort().map((file) => `data/${file}`));
    expect(await aws("s3", "ls", "s3://cli/data/")).toMatch(/PRE train\/\n.*validation\.csv/s);
    await aws("s3", "cp", "--recursive", "s3://cli/data/", "back");
    for (const file of files) {
      const [before, after] = [join(data, file), join(home.folder, "back", file)];
      expect((await readFile(after)).equals(await readFile(before))).toBe(true);
    }
  });

  it("synchronises only what changed, and removes what is gone", async () => {
    await mkdir(join(home.folder, "sync"), { recursive: true });
    await writeFile(join(home.folder, "sync/one"), "1");
    await writeFile(join(home.folder, "sync/two"), "2");
    await aws("s3", "mb", "s3://cli-sync");
    expect(await aws("s3", "sync", "sync", "s3://cli-sync")).toMatch(/upload.*upload/s);
    expect(await aws("s3", "sync", "sync", "s3://cli-sync")).toBe("");
    await writeFile(join(home.folder, "sync/one"), "changed");
    expect(await aws("s3", "sync", "sync", "s3://cli-sync")).toMatch(/upload.*one/);
    await run("rm", [join(home.folder, "sync/two")]);
    expect(await aws("s3", "sync", "--delete", "sync", "s3://cli-sync")).toMatch(/delete.*two/);
    expect(await aws("s3", "cp", "s3://cli-sync/one", "-")).toBe("changed");
  });

  it("moves, streams, presigns and removes", async () => {
    await aws("s3", "mb", "s3://cli-rest");
    await writeFile(join(home.folder, "file"), "text");
    await aws("s3", "cp", "file", "s3://cli-rest/a");
    await aws("s3", "mv", "s3://cli-rest/a", "s3://cli-rest/b");
    expect(await aws("s3", "cp", "s3://cli-rest/b", "-")).toBe("text");
    const url = (await aws("s3", "presign", "s3://cli-rest/b")).trim();
    expect(await (await fetch(url)).text()).toBe("text");
    await aws("s3", "rb", "--force", "s3://cli-rest");
    expect(await aws("s3", "ls")).not.toContain("cli-rest");
  });

  it("leaves no file behind when everything is removed", async () => {
    for (const { name } of await home.store.buckets()) await aws("s3", "rb", "--force", `s3://${name}`);
    await home.store.settled();
    expect(await readdir(join(home.folder, "artifacts/files"))).toEqual([]);
  });
});
