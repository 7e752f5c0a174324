/** Fills a small disk with objects and tells what became of them, as JSON. Run with the folder of an artifacts store. */
import { createHash, randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { isSlipwayError } from "@slipway/model";
import { systemClock } from "../../../packages/lib/src/clock.ts";
import { FolderArtifacts } from "../../../packages/platform/src/artifacts/folder/folder-artifacts.ts";

const folder = process.argv[2] ?? "";
const store = await FolderArtifacts.open(folder, systemClock);
await store.createBucket("bucket");
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "stored",
    (error: unknown) => (isSlipwayError(error) ? error.code : String(error)),
  );

async function damaged(): Promise<string[]> {
  const { items } = await store.list("bucket", { limit: 1000 });
  const bad: string[] = [];
  for (const { key, etag } of items) {
    const hash = createHash("md5");
    for await (const chunk of (await store.get("bucket", key)).body) hash.update(chunk as Uint8Array);
    if (hash.digest("hex") !== etag) bad.push(key);
  }
  return bad;
}

const large: string[] = [];
for (let n = 0; n < 20 && large.at(-1) !== "SLIP-S3-015"; n++) {
  large.push(await codeOf(store.put("bucket", `large-${n}`, randomBytes(1_000_000))));
}
const replaced = await codeOf(store.put("bucket", "large-0", randomBytes(2_000_000)));
const small: string[] = [];
for (let n = 0; n < 2000 && small.at(-1) !== "SLIP-S3-015"; n++) {
  small.push(await codeOf(store.put("bucket", `small-${n}`, randomBytes(3000))));
}
const damagedWhenFull = await damaged();
await store.settled();
const stored = (await store.list("bucket", { limit: 1000 })).items.length;
const files = (await readdir(join(folder, "files"))).length;
for (let n = 0; n < 3; n++) await store.remove("bucket", `large-${n}`);
await store.settled();
const afterwards = await codeOf(store.put("bucket", "again", randomBytes(1_000_000)));
console.log(
  JSON.stringify({
    large,
    replaced,
    small: small.at(-1),
    damagedWhenFull,
    stored,
    files,
    afterwards,
    damaged: await damaged(),
  }),
);
