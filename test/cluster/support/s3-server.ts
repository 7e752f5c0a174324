import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Buckets as a foreign service has them: another process, reached by its address and its keys alone. */
export interface S3Server {
  readonly url: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Another key, which reaches the buckets whose names begin so. */
  addKey(prefix: string): Promise<{ readonly accessKeyId: string; readonly secretAccessKey: string }>;
  close(): Promise<void>;
}

const newKey = () => ({
  accessKeyId: `AKIA${randomBytes(8).toString("hex").toUpperCase()}`,
  secretAccessKey: randomBytes(30).toString("base64"),
});

/** Starts one on an address that pods can reach. */
export async function startS3Server(host: string): Promise<S3Server> {
  const folder = mkdtempSync(join(tmpdir(), "slipway-s3-"));
  const { accessKeyId, secretAccessKey } = newKey();
  const child = fork(join(import.meta.dirname, "s3-program.ts"), [folder, host], {
    env: { ...process.env, S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey },
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.once("message", (message) => resolve((message as { readonly url: string }).url));
    child.once("exit", (code) => reject(new Error(`the S3 server ended with ${code}`)));
    child.once("error", reject);
  });
  return {
    url,
    accessKeyId,
    secretAccessKey,
    addKey: async (prefix) => {
      const added = newKey();
      const answered = new Promise((resolve) => child.once("message", resolve));
      child.send({ id: added.accessKeyId, secret: added.secretAccessKey, prefix });
      await answered;
      return added;
    },
    close: async () => {
      const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
      child.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
