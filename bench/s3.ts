import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { promisify } from "node:util";
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
  waitUntilBucketExists,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { awsCli } from "../scripts/tools.ts";
import { KEYS, S3Server } from "./s3/servers.ts";
import { table } from "./support/table.ts";

const run = promisify(execFile);
const AT_ONCE = 8;
const BUCKET = "bench";
const SYNCED = 2_000;
const KB = 1024;
const MB = 1024 * KB;
const GB = 1024 * MB;
const SIZES = [
  { name: "4 KB", bytes: 4 * KB, times: 2_000 },
  { name: "1 MB", bytes: MB, times: 300 },
] as const;

/** CPU milliseconds of a server, by what was asked of it. */
type Figures = ReadonlyMap<string, number>;

/** What objects cost the server: ours, moto's and versitygw, one after the other in one run. */
export async function benchS3(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "slipway-bench-s3-"));
  const all = new Map<string, Figures>();
  try {
    for (const start of S3Server.ALL) {
      const server = await start(folder);
      try {
        all.set(server.name, await measured(server, folder));
      } finally {
        await server.down();
      }
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  return [
    "## S3",
    "",
    `CPU milliseconds of the server: an operation for 4 KB and 1 MB (${AT_ONCE} at once), a MB for 1 GB (in parts of 64 MB) and the whole for \`aws s3 sync\` of`,
    `${SYNCED} files of 4 KB; and its resident memory afterwards, in MB. Bodies are signed by their checksum (CRC32), as SDKs do by themselves.`,
    "",
    table(["", ...all.keys()], rowsOf(all)),
  ].join("\n");
}

function rowsOf(all: ReadonlyMap<string, Figures>): (string | number)[][] {
  const names = [...(all.values().next().value?.keys() ?? [])];
  return names.map((name) => [name, ...[...all.values()].map((figures) => figures.get(name) ?? Number.NaN)]);
}

async function measured(server: S3Server, folder: string): Promise<Figures> {
  const client = new S3Client({
    endpoint: server.url,
    region: "us-east-1",
    credentials: KEYS,
    forcePathStyle: true,
  });
  const figures = new Map<string, number>();
  const cost = async (name: string, per: number, work: () => Promise<void>): Promise<void> => {
    const before = await server.cpuMs();
    await work();
    figures.set(name, ((await server.cpuMs()) - before) / per);
  };
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await waitUntilBucketExists({ client, maxWaitTime: 10 }, { Bucket: BUCKET });
  for (const { name, bytes, times } of SIZES) {
    const Body = randomBytes(bytes);
    await cost(`put ${name}`, times, () =>
      atOnce(times, (n) => client.send(new PutObjectCommand({ Bucket: BUCKET, Key: `${bytes}/${n}`, Body }))),
    );
    await cost(`get ${name}`, times, () => atOnce(times, (n) => read(client, `${bytes}/${n}`)));
  }
  const part = randomBytes(64 * MB);
  await cost("put 1 GB, a MB", GB / MB, () => upload(client, part));
  await cost("get 1 GB, a MB", GB / MB, () => read(client, "large"));
  await cost(`sync of ${SYNCED} files`, 1, () => sync(server, folder));
  figures.set("memory", await server.residentMb());
  client.destroy();
  return figures;
}

async function atOnce(times: number, work: (n: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < times) await work(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

async function read(client: S3Client, Key: string): Promise<void> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
  for await (const _ of Body as AsyncIterable<Uint8Array>);
}

async function upload(client: S3Client, part: Buffer): Promise<void> {
  async function* body() {
    for (let sent = 0; sent < GB; sent += part.length) yield part;
  }
  const params = { Bucket: BUCKET, Key: "large", Body: Readable.from(body(), { objectMode: false }) };
  await new Upload({ client, params, partSize: part.length, queueSize: 2 }).done();
}

async function sync(server: S3Server, folder: string): Promise<void> {
  const files = join(folder, "files");
  await mkdir(files, { recursive: true });
  const body = randomBytes(4 * KB);
  for (let n = 0; n < SYNCED; n++) await writeFile(join(files, String(n)), body);
  const tool = await awsCli();
  if ("missing" in tool) throw new Error(tool.missing);
  await run(tool.path, ["s3", "sync", "--only-show-errors", files, `s3://${BUCKET}/synced/`], {
    env: {
      PATH: process.env["PATH"],
      HOME: folder,
      AWS_ENDPOINT_URL: server.url,
      AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
      AWS_DEFAULT_REGION: "us-east-1",
      AWS_EC2_METADATA_DISABLED: "true",
    },
  });
}
