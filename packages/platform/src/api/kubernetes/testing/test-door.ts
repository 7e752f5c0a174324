import { createHash } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Caller, defined, MASTERS, VIEWERS } from "@slipway/model";
import type { ApiServer } from "#embedded/apiserver/api-server.ts";
import type { Ledger } from "#ledger/ledger.ts";
import type { Clock } from "#lib/clock.ts";
import { silentLog } from "#lib/log.ts";
import { loadOrCreateCertificates } from "#lib/tls/certificates.ts";
import { createKubernetesDoor, type KubernetesDoor } from "../door.ts";

/** One who may do everything, one who may read, and one who is known and may do nothing. */
const CALLERS: Readonly<Record<string, Caller>> = {
  admin: { user: "admin", groups: [MASTERS, "system:authenticated"] },
  viewer: { user: "viewer", groups: [VIEWERS, "system:authenticated"] },
  alice: { user: "alice", groups: ["system:authenticated"] },
};

/** The accepted tokens: each caller's name is its token. */
export const TOKENS = Object.entries(CALLERS).map(([token, caller]) => ({
  sha256: createHash("sha256").update(token).digest("hex"),
  caller,
}));

export interface Sent {
  readonly body?: unknown;
  readonly type?: string;
  readonly accept?: string;
  /** Default admin; "" for none. */
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Received {
  readonly http: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** The body as JSON. */
  readonly body: Record<string, unknown>;
}

/** A door on a real server, with the requests that tests send through it. */
export interface TestDoor {
  readonly door: KubernetesDoor;
  /** `send("GET", path)`; a body that is no text is sent as JSON. */
  send(method: string, path: string, sent?: Sent): Promise<Received>;
  /** Opens a stream over a real socket; resolves once its headers are there. */
  open(path: string, sent?: Sent): Promise<IncomingMessage>;
  /** Its address, `https://127.0.0.1:PORT`; listens from the first call on. */
  listen(): Promise<string>;
  readonly caPem: string;
  close(): Promise<void>;
}

export async function openTestDoor(parts: {
  readonly server: ApiServer;
  readonly ledger: Ledger;
  readonly clock: Clock;
}): Promise<TestDoor> {
  const dir = mkdtempSync(join(tmpdir(), "slipway-door-"));
  const tls = await loadOrCreateCertificates(dir, { hosts: ["127.0.0.1"], now: new Date() });
  const door = await createKubernetesDoor({ ...parts, tls, version: "0.0.0-test", log: silentLog });
  const listen = async () => {
    if (!door.server.listening) await door.listen({ host: "127.0.0.1", port: 0 });
    return `https://127.0.0.1:${(door.server.address() as AddressInfo).port}`;
  };
  return {
    door,
    caPem: tls.caPem,
    listen,
    send: (method, path, sent = {}) => inject(door, { method, path, sent }),
    async open(path, sent = {}) {
      const { port } = new URL(await listen());
      return new Promise((resolve, reject) => {
        request(
          { host: "127.0.0.1", port, path, ca: tls.caPem, headers: headersOf(sent), agent: false },
          resolve,
        )
          .on("error", reject)
          .end();
      });
    },
    async close() {
      await door.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function inject(
  door: KubernetesDoor,
  { method, path, sent }: { readonly method: string; readonly path: string; readonly sent: Sent },
): Promise<Received> {
  const payload = sent.body === undefined || isRaw(sent.body) ? sent.body : JSON.stringify(sent.body);
  const response = await door.inject({
    method: method as "GET",
    url: path,
    headers: headersOf(sent),
    ...defined({ payload }),
  });
  return {
    http: response.statusCode,
    headers: response.headers,
    text: response.body,
    get body() {
      return response.json<Record<string, unknown>>();
    },
  };
}

function isRaw(body: unknown): body is string | Buffer {
  return typeof body === "string" || Buffer.isBuffer(body);
}

function headersOf({ token = "admin", type, accept, body, headers }: Sent): Record<string, string> {
  const json = body === undefined || isRaw(body) ? undefined : "application/json";
  const contentType = type ?? json;
  return {
    ...(token === "" ? {} : { authorization: `Bearer ${token}` }),
    ...defined({ "content-type": contentType, accept }),
    ...headers,
  };
}
