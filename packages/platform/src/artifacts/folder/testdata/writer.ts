/** Puts objects, several at once, without an end; prints `key md5` of each that is acknowledged. Meant to be killed. */
import { randomBytes, randomInt } from "node:crypto";
import { FolderArtifacts } from "../folder-artifacts.ts";

const folder = process.argv[2] ?? "";
const store = await FolderArtifacts.open(folder, { now: () => new Date(), after: () => () => {} });
await store.createBucket("bucket");

async function write(worker: number): Promise<never> {
  for (let n = 0; ; n++) {
    const key = n % 3 === 0 ? "same" : `${worker}-${n}`;
    const { etag } = await store.put("bucket", key, randomBytes(randomInt(2_000_000)));
    process.stdout.write(`${key} ${etag}\n`);
  }
}

await Promise.all([1, 2, 3].map(write));
