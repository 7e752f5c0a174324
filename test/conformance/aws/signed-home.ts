import { mkdtemp, rm } from "node:fs/promises";
import { request as httpRequest, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type Caller, MASTERS } from "@slipway/model";
import { CRDS } from "@slipway/model/kinds/crds.ts";
import { type Clock, systemClock } from "../../../packages/lib/src/clock.ts";
import { silentLog } from "../../../packages/lib/src/log.ts";
import type { AccessKey } from "../../../packages/platform/src/api/access-keys.ts";
import { createAwsDoor } from "../../../packages/platform/src/api/aws/aws-door.ts";
import { createS3Door } from "../../../packages/platform/src/api/s3/s3-door.ts";
import { FolderArtifacts } from "../../../packages/platform/src/artifacts/folder/folder-artifacts.ts";
import { createApiServer } from "../../../packages/platform/src/embedded/apiserver/create-api-server.ts";
import { createStorage } from "../../../packages/platform/src/embedded/storage/create-storage.ts";
import { createMemoryLedger } from "../../../packages/platform/src/ledger/sqlite/create-memory-ledger.ts";
import { awsPort } from "../../../packages/platform/src/main/serve/aws-port.ts";
import { PODS } from "../../../packages/platform/src/runtimes/pods/abilities.ts";
import { createEmbeddedStore } from "../../../packages/platform/src/store/embedded/create-embedded-store.ts";
import { createCache } from "../../../packages/platform/src/store/reflector/create-cache.ts";
import type { Store } from "../../../packages/platform/src/store/store.ts";

export const REGION = "us-west-2";
export const ACCOUNT = "123456789012";

export interface Sent {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Told {
  readonly status: number;
  /** Slipway's own code of a refusal; undefined where it is none. */
  readonly slipway: string | undefined;
  /** AWS's code, wherever the protocol has it. */
  readonly aws: string | undefined;
  readonly body: string;
}

/** Every AWS door of a home on one port. Keys are given and taken by tests. */
export class SignedHome {
  readonly clock: Clock;
  readonly keys = new Map<string, AccessKey>();
  #port = 0;
  #store: Store | undefined;
  readonly #cleanUps: (() => unknown)[] = [];

  private constructor(clock: Clock) {
    this.clock = clock;
  }

  static async up(clock: Clock = systemClock): Promise<SignedHome> {
    const home = new SignedHome(clock);
    await home.#open();
    return home;
  }

  get host(): string {
    return `127.0.0.1:${this.#port}`;
  }

  get store(): Store {
    if (this.#store === undefined) throw new Error("the home is not up");
    return this.#store;
  }

  /** A key as a home issues them. */
  issue(
    accessKeyId: string,
    secretAccessKey: string,
    caller: Caller = { user: "owner", groups: [MASTERS] },
  ): AccessKey {
    const key = {
      accessKeyId,
      secretAccessKey,
      namespace: "default",
      accountId: ACCOUNT,
      region: REGION,
      caller,
    };
    this.keys.set(accessKeyId, key);
    return key;
  }

  /** Sends a request exactly as it is. */
  async send({ method, url, headers, body }: Sent): Promise<Told> {
    const to = { port: this.#port, host: "127.0.0.1", method, path: url, headers, agent: false };
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      httpRequest(to, resolve).on("error", reject).end(body);
    });
    const answer = await text(response);
    const said = (name: string): string | undefined => {
      const value = response.headers[name];
      return value === undefined ? undefined : String(value);
    };
    return {
      status: response.statusCode ?? 0,
      slipway: said("x-slipway-code"),
      aws: /<Code>([^<]+)</.exec(answer)?.[1] ?? said("x-amzn-errortype"),
      body: answer,
    };
  }

  async down(): Promise<void> {
    for (const cleanUp of this.#cleanUps.splice(0).reverse()) await cleanUp();
  }

  async #open(): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), "slipway-signed-"));
    const parts = { clock: this.clock, log: silentLog };
    const storage = createStorage({ file: ":memory:", clock: this.clock });
    const server = await createApiServer({ ...parts, storage, definitions: CRDS, tokens: [] });
    const store = createEmbeddedStore(server, { user: "slipway", groups: [MASTERS] });
    this.#store = store;
    const cache = createCache({ ...parts, store });
    const artifacts = await FolderArtifacts.open(join(folder, "artifacts"), this.clock);
    const accessKeys = { find: (id: string) => this.keys.get(id) };
    const invoker = { invoke: () => Promise.reject(new Error("there is no endpoint here")) };
    const ledger = createMemoryLedger();
    const aws = createAwsDoor({
      ...parts,
      ledger,
      store,
      cache,
      accessKeys,
      invoker,
      judge: {
        abilitiesOf: async () => PODS,
        hasMachines: async () => false,
        unusableMetrics: async () => [],
      },
      beside: ["s3"],
    });
    const s3 = createS3Door({ ...parts, store: artifacts, accessKeys });
    const http = awsPort({ aws: aws.handler, s3: s3.handler });
    await aws.synced;
    await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
    this.#port = (http.address() as AddressInfo).port;
    this.#cleanUps.push(
      () => rm(folder, { recursive: true }),
      () => artifacts.close(),
      () => storage.close(),
      () => ledger.close(),
      () => cache.close(),
      () => closed(http),
    );
  }
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
