import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Client } from "pg";
import { freePort } from "#lib/testing/free-port.ts";

const run = promisify(execFile);
const VERSIONS = "/usr/lib/postgresql";

/** A real PostgreSQL with a data folder of its own. */
export interface PostgresServer {
  /** `postgres://...`, with its password. */
  readonly url: string;
  /** A new database with what `sql` puts into it, or an empty one; its URL. */
  database(sql?: string): Promise<string>;
  /** SIGKILL of the postmaster; its children follow. */
  kill(): Promise<void>;
  /** On the same data. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Starts one on an address of this machine, for clients of the same network. Throws, with the remedy, where it is not installed. */
export async function startPostgres({ host = "127.0.0.1" } = {}): Promise<PostgresServer> {
  const bin = programs();
  const owner = await ownerOf();
  const folder = mkdtempSync(join(tmpdir(), "slipway-postgres-"));
  const password = randomBytes(18).toString("base64url");
  const passwordFile = join(folder, "password");
  writeFileSync(passwordFile, password, { mode: 0o600 });
  for (const path of [folder, passwordFile]) chownSync(path, owner.uid, owner.gid);
  const data = join(folder, "data");
  const initdb = ["-D", data, "-U", "slipway", "-A", "scram-sha-256", "--pwfile", passwordFile, "--no-sync"];
  await run(join(bin, "initdb"), [...initdb, "-E", "UTF8", "--locale=C"], { ...owner, cwd: folder });
  writeFileSync(
    join(data, "pg_hba.conf"),
    "host all all samenet scram-sha-256\nhost all all 127.0.0.1/32 scram-sha-256\n",
  );
  const port = await freePort(host);
  const url = `postgres://slipway:${password}@${host}:${port}/postgres`;
  let child: ChildProcess | undefined;
  let databases = 0;
  const start = async (): Promise<void> => {
    const flags = ["-D", data, "-h", host, "-p", String(port), "-k", folder, "-c", "fsync=off"];
    const begin = (): ChildProcess =>
      spawn(join(bin, "postgres"), flags, { ...owner, cwd: folder, stdio: "ignore" });
    child = begin();
    await answering(url, () => {
      // It refuses to start while processes of one that was killed still hold the shared memory of the same data.
      if (child?.exitCode !== null) child = begin();
    });
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ending = child;
    if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => ending.once("exit", () => resolve()));
    ending.kill(signal);
    await ended;
  };
  await start();
  return {
    url,
    start,
    kill: () => end("SIGKILL"),
    database: async (sql) => {
      const name = `d${databases++}`;
      await query(url, `CREATE DATABASE ${name}`);
      const own = url.replace(/\/postgres$/, `/${name}`);
      if (sql !== undefined) await query(own, sql);
      return own;
    },
    close: async () => {
      // At once and without a checkpoint: what it holds is thrown away.
      await end("SIGQUIT");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function programs(): string {
  const versions = existsSync(VERSIONS) ? readdirSync(VERSIONS).sort((a, b) => Number(b) - Number(a)) : [];
  const bin = versions
    .map((version) => join(VERSIONS, version, "bin"))
    .find((at) => existsSync(join(at, "initdb")));
  if (bin !== undefined) return bin;
  throw new Error(`these tests want a real PostgreSQL: apt-get install postgresql (none below ${VERSIONS})`);
}

/** PostgreSQL refuses to run as root; its package brings a user for it. */
async function ownerOf(): Promise<{ readonly uid: number; readonly gid: number }> {
  const own = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  if (own.uid !== 0) return own;
  const [uid, gid] = await Promise.all([run("id", ["-u", "postgres"]), run("id", ["-g", "postgres"])]);
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

async function query(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function answering(url: string, again: () => void): Promise<void> {
  for (let tries = 0; ; tries++) {
    const client = new Client({ connectionString: url });
    client.on("error", () => {});
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (tries > 300) throw error;
      again();
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
