import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { isSlipwayError, SlipwayError } from "@slipway/model";
import type { Artifacts } from "#artifacts/artifacts.ts";
import { removeTree } from "#lib/remove-tree.ts";
import { unpack } from "#lib/tar/unpack.ts";
import { fromStore } from "../fetch/from-store.ts";
import { placeOf } from "../place-of.ts";
import { retrying } from "../retrying.ts";

export interface ModelFilesOptions {
  readonly artifacts: Artifacts;
  readonly isPassing: (error: unknown) => boolean;
  /** What is `/opt/ml` in the container. */
  readonly ml: string;
  /** `s3://BUCKET/PREFIX/`. */
  readonly prefix: string;
  readonly mostBytes: number;
  readonly say: (line: string) => void;
}

const CODE = "SLIP-ROUTER-011";
/** Of one archive. */
const MOST_ENTRIES = 100_000;
/** How long a store may be away before the requests for a model fail. */
const PATIENCE_MS = 30_000;
const OF_THE_DISK: ReadonlySet<unknown> = new Set(["ENOSPC", "EDQUOT"]);

/** The files of models below `/opt/ml/models`, each in a folder of its own. */
export class ModelFiles {
  readonly #options: ModelFilesOptions;

  constructor(options: ModelFilesOptions) {
    this.#options = options;
  }

  /**
   * Unpacks the archive that `target` names below the prefix; the folder is there whole or not at all. Answers how many bytes it has.
   * Rejects with SLIP-ROUTER-011, in SageMaker's words, for one that is not there or is no archive.
   */
  async bring(name: string, target: string): Promise<number> {
    const { isPassing, say } = this.#options;
    const deadline = Date.now() + PATIENCE_MS;
    return retrying(() => this.#unpack(name, target), { deadline, isPassing, say });
  }

  async drop(name: string): Promise<void> {
    await removeTree(this.#folder(name));
  }

  /** As the container sees it. */
  urlOf(name: string): string {
    return `/opt/ml/models/${name}/model`;
  }

  readonly isOfTheDisk = (error: unknown): boolean => {
    for (let cause = error; cause instanceof Error; cause = cause.cause)
      if (OF_THE_DISK.has((cause as NodeJS.ErrnoException).code)) return true;
    return false;
  };

  async #unpack(name: string, target: string): Promise<number> {
    const { artifacts, prefix, mostBytes } = this.#options;
    const uri = `${prefix}${target}`;
    const place = placeOf(uri, { code: CODE, expected: "the S3 URI of an archive" });
    const { body } = await artifacts.get(place.bucket, place.key).catch((error: unknown) => {
      throw isMissing(error) ? missing(place, error) : error;
    });
    const folder = this.#folder(name);
    const partial = `${folder}.partial`;
    await removeTree(partial);
    await mkdir(join(partial, "model"), { recursive: true });
    try {
      const most = { bytes: mostBytes, entries: MOST_ENTRIES };
      const to = { folder: join(partial, "model"), name: uri, code: CODE, most } as const;
      const { bytes } = await unpack(fromStore(body, place), to);
      await removeTree(folder);
      await rename(partial, folder);
      return bytes;
    } finally {
      await removeTree(partial);
    }
  }

  #folder(name: string): string {
    return join(this.#options.ml, "models", name);
  }
}

/** Also what the keys may not read, of which S3 does not say whether it is there. */
const isMissing = (error: unknown): boolean =>
  isSlipwayError(error) && (error.entry.http === 404 || error.entry.http === 403);

function missing(
  { bucket, key }: { readonly bucket: string; readonly key: string },
  cause: unknown,
): SlipwayError {
  return new SlipwayError(
    CODE,
    `Failed to download model data(bucket: ${bucket}, key: ${key}). Please ensure that there is an object located at the URL and that the role passed to CreateModel has permissions to download the model.`,
    { cause },
  );
}
