import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Resource } from "@slipway/model";
import { pack } from "tar-stream";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { TinyHome } from "../testing/tiny-home.ts";

const API_VERSION = "sagemaker.services.k8s.aws/v1alpha1";
const GROUP = `/apis/${API_VERSION}/namespaces/default`;
const KEY = "box/jobs/a/output/model.tar.gz";

let home: TinyHome;
beforeEach(async () => {
  home = await new TinyHome().start();
  putJob("a", { trainingJobStatus: "Completed", modelArtifacts: { s3ModelArtifacts: `s3://${KEY}` } });
});
afterEach(() => home.stop());

function putJob(name: string, status: object): void {
  const metadata = { name, namespace: "default" };
  home.kubernetes.put(`${GROUP}/trainingjobs/${name}`, {
    ...{ apiVersion: API_VERSION, kind: "TrainingJob", metadata, spec: {}, status },
  } as Resource);
}

async function tarOf(entries: readonly (readonly [name: string, text: string])[]): Promise<Buffer> {
  const archive = pack();
  for (const [name, text] of entries) archive.entry({ name }, text);
  archive.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of archive) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

const store = (bytes: Buffer) => {
  home.aws.buckets.add("box");
  home.aws.objects.set(KEY, bytes);
};
const storeModel = async () =>
  store(
    gzipSync(
      await tarOf([
        ["model.json", "{}"],
        ["deep/weights", "1234"],
      ]),
    ),
  );
const at = (path: string) => join(home.folder, path);

describe("model get", () => {
  test("unpacks the model of a job into a folder of its name, and prints the folder alone", async () => {
    await storeModel();
    const { exitCode, stdout, stderr } = await home.cli("model", "get", "a");
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `${at("a")}\n` });
    expect(stderr).toBe(`Downloading s3://${KEY}\n2 files, 6 B\n`);
    expect(readFileSync(at("a/deep/weights"), "utf8")).toBe("1234");
    expect(statSync(at("a")).mode & 0o077).toBe(0o755 & ~process.umask() & 0o077);
    expect(readdirSync(home.folder)).toEqual(["a"]);
  });

  test("takes the model that a Model names, the folder that -o names, and -o before it all", async () => {
    await storeModel();
    home.kubernetes.put(`${GROUP}/models/m`, {
      apiVersion: API_VERSION,
      kind: "Model",
      metadata: { name: "m", namespace: "default" },
      spec: { modelName: "m", containers: [{ modelDataURL: `s3://${KEY}` }] },
    } as Resource);
    mkdirSync(at("empty"));
    // A shell may stand in it: it stays the folder it is.
    const { ino } = statSync(at("empty"));
    expect((await home.cli("model", "get", "m", "-o", "empty")).stdout).toBe(`${at("empty")}\n`);
    expect(statSync(at("empty")).ino).toBe(ino);
    expect(readdirSync(at("empty")).sort()).toEqual(["deep", "model.json"]);
    expect((await home.cli("model", "get", "model/m", "--output", "new/deep")).exitCode).toBe(0);
    expect(existsSync(at("new/deep/model.json"))).toBe(true);
    expect((await home.cli("model", "--help")).stdout).toMatch(/-o, --output <dir>/);
    expect((await home.cli("model", "--help")).stdout).not.toContain("jsonpath");
  });

  test("--archive keeps it packed, byte for byte", async () => {
    await storeModel();
    mkdirSync(at("here"));
    writeFileSync(at("here/other"), "");
    expect((await home.cli("model", "get", "a", "--archive", "-o", "here")).stdout).toBe(
      `${at("here/model.tar.gz")}\n`,
    );
    expect(readFileSync(at("here/model.tar.gz"))).toEqual(home.aws.objects.get(KEY));
    expect(readdirSync(at("here")).sort()).toEqual(["model.tar.gz", "other"]);
    const again = await home.cli("model", "get", "a", "--archive", "-o", "here");
    expect(again.exitCode).toBe(1);
    expect(again.stderr).toContain("is there already");
  });

  test("goes on where a connection broke, and gives up when nothing comes any more", async () => {
    const model = await tarOf([["noise", randomBytes(300_000).toString("hex")]]);
    store(gzipSync(model));
    home.aws.cutAfter = [100_000, 50_000, 0, 0];
    expect((await home.cli("model", "get", "a", "--archive")).exitCode).toBe(0);
    expect(readFileSync(at("a/model.tar.gz"))).toEqual(home.aws.objects.get(KEY));
    home.aws.cutAfter = [0, 0, 0, 0, 0];
    const broken = await home.cli("model", "get", "a", "-o", "b");
    expect(broken.exitCode).toBe(6);
    home.aws.ranges = false;
    home.aws.cutAfter = [100_000];
    expect((await home.cli("model", "get", "a", "--archive", "-o", "b")).exitCode).toBe(6);
    rmSync(at("b"), { recursive: true });
    expect(readdirSync(home.folder)).toEqual(["a"]);
  });

  test("refuses a key that HTTP has no way to ask for", async () => {
    putJob("dots", {
      trainingJobStatus: "Completed",
      modelArtifacts: { s3ModelArtifacts: "s3://box/a/../m.tar.gz" },
    });
    const { exitCode, stderr } = await home.cli("model", "get", "dots");
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("SLIP-CLIENT-011"),
    });
    expect(home.aws.calls).toEqual([]);
  });

  test("writes over nothing", async () => {
    await storeModel();
    mkdirSync(at("a"));
    writeFileSync(at("a/mine"), "kept");
    const { exitCode, stderr } = await home.cli("model", "get", "a");
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/SLIP-CLI-002.*already and not empty/s);
    expect(readdirSync(at("a"))).toEqual(["mine"]);
  });

  test("leaves nothing of an archive that leads out, is cut off, or holds far more than it seems to", async () => {
    const refused: readonly (readonly [Buffer, RegExp])[] = [
      [
        gzipSync(
          await tarOf([
            ["ok", "1"],
            ["../out", "2"],
          ]),
        ),
        /not a path below its folder/,
      ],
      [gzipSync(await tarOf([["f", "x".repeat(50_000)]])).subarray(0, 60), /not a whole tar\.gz/],
      [Buffer.from("no archive"), /not a whole tar\.gz/],
      [gzipSync(await headerOf({ name: "zeros", size: 2 ** 31 })), /more than 1073741824 bytes/],
    ];
    for (const [bytes, says] of refused) {
      store(bytes);
      const { exitCode, stderr } = await home.cli("model", "get", "a");
      expect(exitCode).toBe(1);
      expect(stderr.replace(/\s+/g, " ")).toMatch(new RegExp(`SLIP-CLI-031.*${says.source}`));
      expect(readdirSync(home.folder)).toEqual([]);
    }
  });

  test("says why there is none", async () => {
    putJob("b", { trainingJobStatus: "InProgress" });
    const early = await home.cli("model", "get", "b");
    expect(early.exitCode).toBe(5);
    expect(early.stderr).toMatch(/SLIP-CLI-012.*trainingjob\/b is InProgress and has left no model/s);
    const gone = await home.cli("model", "get", "a");
    expect(gone.exitCode).toBe(3);
    expect(readdirSync(home.folder)).toEqual([]);
    expect((await home.cli("model", "get", "nothing")).exitCode).toBe(3);
    expect((await home.cli("model", "put", "a")).exitCode).toBe(2);
  });
});

/** The beginning of an archive: a file that is said to be so large, of which nothing follows. */
async function headerOf({ name, size }: { readonly name: string; readonly size: number }): Promise<Buffer> {
  const header = Buffer.from((await tarOf([[name, ""]])).subarray(0, 512));
  header.write(`${size.toString(8).padStart(11, "0")} `, 124, "latin1");
  header.write("        ", 148, "latin1");
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return header;
}
