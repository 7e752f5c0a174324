import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { defined, SlipwayError } from "@slipway/model";
import type { S3Options } from "#artifacts/s3/s3-artifacts.ts";
import { bucketKeyEntry } from "#installation/bucket-key-entry.ts";
import type { HomeSettings } from "#installation/home-settings.ts";

/** Where the parts find their settings and secrets: files of ConfigMaps and Secrets that the pod mounts. */
const FOLDER = "/etc/slipway/home";

/** Reads what one part of a cluster home was given; throws SLIP-STATE-008 for what is missing. */
export class HomeFiles {
  readonly #folder: string;

  constructor(folder = FOLDER) {
    this.#folder = folder;
  }

  async settings(): Promise<HomeSettings> {
    return JSON.parse(await this.text("settings.json")) as HomeSettings;
  }

  /** The buckets, by a namespace's own key where it has one. */
  async artifacts(namespace?: string): Promise<S3Options> {
    const endpoint = await this.#optional("AWS_ENDPOINT_URL_S3");
    const own = namespace === undefined ? undefined : await this.#optional(bucketKeyEntry(namespace));
    return {
      region: await this.text("AWS_REGION"),
      credentials:
        own === undefined
          ? {
              accessKeyId: await this.text("AWS_ACCESS_KEY_ID"),
              secretAccessKey: await this.text("AWS_SECRET_ACCESS_KEY"),
            }
          : (JSON.parse(own) as S3Options["credentials"]),
      ...defined({ endpoint }),
    };
  }

  /** What pods of a namespace move data with, as the variables of its Secret: its own key, else the home's. */
  async bucketAccess(namespace: string): Promise<Readonly<Record<string, string>>> {
    const { endpoint, region, credentials } = await this.artifacts(namespace);
    return {
      AWS_ENDPOINT_URL_S3: endpoint ?? "",
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_REGION: region,
    };
  }

  async text(name: string): Promise<string> {
    const text = await this.#optional(name);
    if (text !== undefined) return text;
    throw new SlipwayError(
      "SLIP-STATE-008",
      `${join(this.#folder, name)} is missing or empty: this pod was not made by slipway install`,
    );
  }

  async #optional(name: string): Promise<string | undefined> {
    const text = await readFile(join(this.#folder, name), "utf8").catch(() => "");
    return text.trim() === "" ? undefined : text.trim();
  }
}
