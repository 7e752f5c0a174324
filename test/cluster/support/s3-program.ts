/** A bucket store in a process of its own: our S3 door over a folder, `s3-program.ts FOLDER HOST`. Keys come by the environment. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { systemClock } from "../../../packages/lib/src/clock.ts";
import { silentLog } from "../../../packages/lib/src/log.ts";
import { createS3Door } from "../../../packages/platform/src/api/s3/s3-door.ts";
import { FolderArtifacts } from "../../../packages/platform/src/artifacts/folder/folder-artifacts.ts";

const [folder = "", host = "127.0.0.1"] = process.argv.slice(2);
const { S3_ACCESS_KEY_ID: accessKeyId = "", S3_SECRET_ACCESS_KEY: secretAccessKey = "" } = process.env;
const key = {
  accessKeyId,
  secretAccessKey,
  namespace: "default",
  accountId: "123456789012",
  region: "us-east-1",
  caller: { user: "tester", groups: ["system:masters"] },
};
const store = await FolderArtifacts.open(folder, systemClock);
/** Keys that reach some buckets alone, as a store's own policies would have it. */
const narrow = new Map<string, { readonly key: typeof key; readonly prefix: string }>();
const accessKeys = { find: (id: string) => (id === accessKeyId ? key : narrow.get(id)?.key) };
const door = createS3Door({ store, accessKeys, clock: systemClock, log: silentLog });
const server = createServer((request, response) => {
  const [, id = ""] = /Credential=([^/]+)\//.exec(request.headers.authorization ?? "") ?? [];
  const prefix = narrow.get(id)?.prefix;
  if (prefix === undefined || request.url?.startsWith(`/${prefix}`)) return door.handler(request, response);
  request.resume();
  response.writeHead(403, { "content-type": "application/xml" });
  response.end("<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>");
});
process.on("message", (given: { readonly id: string; readonly secret: string; readonly prefix: string }) => {
  narrow.set(given.id, {
    key: { ...key, accessKeyId: given.id, secretAccessKey: given.secret },
    prefix: given.prefix,
  });
  process.send?.({ added: given.id });
});
server.requestTimeout = 0;
server.listen(0, host, () => {
  process.send?.({ url: `http://${host}:${(server.address() as AddressInfo).port}` });
});
process.once("SIGTERM", () => {
  server.close();
  server.closeAllConnections();
  void store.close().then(() => process.exit(0));
});
// Nobody is left without its parent.
process.once("disconnect", () => process.exit(0));
