import { Readable } from "node:stream";
import type { RunOutput, RunPlan } from "@slipway/model/run-plan.ts";
import type { Artifacts } from "#artifacts/artifacts.ts";
import { type Manifest, readManifest } from "#artifacts/manifest.ts";
import { partsPrefix } from "#artifacts/parts-prefix.ts";
import { removeBelow } from "#artifacts/remove-below.ts";
import { objectAt } from "./object-at.ts";
import { ARCHIVE_END } from "./pack-folder.ts";
import { putManifest } from "./put-manifest.ts";

type Results = Pick<Manifest, "stored" | "facts">;

interface Context {
  readonly artifacts: Artifacts;
  readonly say: (line: string) => void;
  readonly retry: <T>(work: () => Promise<T>) => Promise<T>;
}

/**
 * What the hosts of a run store of its archives until all of them have: a folder a host beside the run's manifest, with a manifest of
 * its own that is written last. All of it may be done again, by several at once, and comes out the same.
 */
export class RunParts {
  readonly #plan: RunPlan;
  readonly #manifestUri: string;
  readonly #context: Context;

  constructor(parts: { readonly plan: RunPlan; readonly manifestUri: string; readonly context: Context }) {
    this.#plan = parts.plan;
    this.#manifestUri = parts.manifestUri;
    this.#context = parts.context;
  }

  /** This host's part of an output; files are stored among those of others as they are. */
  partOf(output: RunOutput): RunOutput {
    const { index } = this.#plan.host;
    return output.form === "tar.gz" ? { ...output, to: `${this.#folder(index)}${output.name}` } : output;
  }

  /** Stores this host's part, unless that was done. */
  async storeOnce(store: () => Promise<Results>): Promise<void> {
    const { run, host } = this.#plan;
    if ((await this.#read(host.index)) !== undefined) return;
    await putManifest(this.#manifestOf(host.index), { run, ...(await store()) }, this.#context);
  }

  /** Makes the archives of all parts; undefined while some are missing, and it is on their hosts to do so. */
  async join(): Promise<Results | undefined> {
    const { host, outputs, run } = this.#plan;
    const { artifacts, say, retry } = this.#context;
    const parts: Manifest[] = [];
    for (let index = 0; index < host.count; index++) {
      const part = await this.#read(index);
      if (part !== undefined) parts.push(part);
    }
    if (parts.length < host.count) {
      say(`${parts.length} of ${host.count} hosts have stored their part; the last one joins them`);
      return undefined;
    }
    try {
      const stored: Record<string, string> = {};
      for (const output of outputs) {
        const found = parts.flatMap((part) => part.stored[output.name] ?? []);
        if (found.length === 0) continue;
        if (output.form === "tar.gz") await this.#joinArchive(output, found);
        stored[output.name] = output.to;
      }
      return { stored, facts: Object.assign({}, ...parts.toReversed().map(({ facts }) => facts)) };
    } catch (error) {
      // Another host that was last, too, has joined them, and taken the parts away.
      if ((await retry(() => readManifest(artifacts, this.#manifestUri, run))) === undefined) throw error;
      return undefined;
    }
  }

  /** Only once the run's manifest is there. */
  async remove(): Promise<void> {
    const { bucket, key } = objectAt(this.#manifestUri);
    const prefix = partsPrefix(key, this.#plan.run);
    await this.#context.retry(() => removeBelow(this.#context.artifacts, { bucket, prefix }));
  }

  /** Of names that several parts have, what is unpacked last stands: the first host's comes last. */
  async #joinArchive({ to }: RunOutput, parts: readonly string[]): Promise<void> {
    const { artifacts, say, retry } = this.#context;
    const { bucket, key } = objectAt(to);
    const put = () =>
      artifacts.put(bucket, key, Readable.from(this.#joined(parts.toReversed())), {
        contentType: "application/gzip",
      });
    const { size } = await retry(put);
    say(`Joined ${parts.length} parts to ${to}, ${size} bytes`);
  }

  async *#joined(parts: readonly string[]): AsyncGenerator<Uint8Array> {
    for (const part of parts) {
      const { bucket, key } = objectAt(part);
      yield* (await this.#context.artifacts.get(bucket, key)).body;
    }
    yield ARCHIVE_END;
  }

  #read(index: number): Promise<Manifest | undefined> {
    const { artifacts, retry } = this.#context;
    return retry(() => readManifest(artifacts, this.#manifestOf(index), this.#plan.run));
  }

  #folder(index: number): string {
    const { bucket, key } = objectAt(this.#manifestUri);
    return `s3://${bucket}/${partsPrefix(key, this.#plan.run)}${index}/`;
  }

  #manifestOf(index: number): string {
    return `${this.#folder(index)}part.json`;
  }
}
