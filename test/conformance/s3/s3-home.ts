import { mkdtemp, rm } from "node:fs/promises";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MASTERS, VIEWERS } from "@slipway/model";
import { systemClock } from "../../../packages/lib/src/clock.ts";
import { silentLog } from "../../../packages/lib/src/log.ts";
import { createS3Door } from "../../../packages/platform/src/api/s3/s3-door.ts";
import { FolderArtifacts } from "../../../packages/platform/src/artifacts/folder/folder-artifacts.ts";
import { awsServer } from "../../../packages/platform/src/main/common/aws-server.ts";

export const ACCOUNT = "123456789012";

/** Users of the door: who may do all, who may read, who may nothing. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  OWNER: [MASTERS],
  VIEWER: [VIEWERS],
  NOBODY: [],
};
export const secretOf = (accessKeyId: string): string => `secret/of+${accessKeyId}`;

/** The S3 door over a fresh folder. */
export class S3Home {
  readonly url: string;
  readonly store: FolderArtifacts;
  readonly folder: string;
  readonly #server: Server;

  private constructor(parts: { url: string; store: FolderArtifacts; folder: string; server: Server }) {
    this.url = parts.url;
    this.store = parts.store;
    this.folder = parts.folder;
    this.#server = parts.server;
  }

  static async up(): Promise<S3Home> {
    const folder = await mkdtemp(join(tmpdir(), "slipway-s3-"));
    const store = await FolderArtifacts.open(join(folder, "artifacts"), systemClock);
    const find = (accessKeyId: string) => {
      const groups = GROUPS[accessKeyId];
      if (groups === undefined) return undefined;
      const caller = { user: accessKeyId.toLowerCase(), groups };
      const known = { namespace: "default", accountId: ACCOUNT, region: "us-west-2", caller };
      return { accessKeyId, secretAccessKey: secretOf(accessKeyId), ...known };
    };
    const door = createS3Door({ store, accessKeys: { find }, log: silentLog, clock: systemClock });
    const server = awsServer(door.handler);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return new S3Home({ url, store, folder, server });
  }

  async down(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await this.store.close();
    await rm(this.folder, { recursive: true });
  }

  /** What a foreign client finds in its environment, and nothing of the tester's own. */
  env(accessKeyId = "OWNER"): Record<string, string> {
    return {
      PATH: process.env["PATH"] ?? "",
      HOME: this.folder,
      AWS_ENDPOINT_URL: this.url,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretOf(accessKeyId),
      AWS_REGION: "us-west-2",
      AWS_DEFAULT_REGION: "us-west-2",
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_MAX_ATTEMPTS: "1",
    };
  }
}
