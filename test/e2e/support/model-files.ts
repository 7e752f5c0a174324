import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";

/** The files of a model.tar.gz in S3, by name, unpacked by GNU tar. */
export async function modelFiles(s3: S3Client, uri: string): Promise<Readonly<Record<string, string>>> {
  const folder = mkdtempSync(join(tmpdir(), "slipway-model-"));
  try {
    const { hostname, pathname } = new URL(uri);
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: hostname, Key: pathname.slice(1) }));
    if (Body === undefined) throw new Error(`${uri} has no content`);
    writeFileSync(join(folder, "model.tar.gz"), await Body.transformToByteArray());
    execFileSync("tar", ["xzf", "model.tar.gz"], { cwd: folder });
    const names = readdirSync(folder).filter((name) => name !== "model.tar.gz");
    return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
