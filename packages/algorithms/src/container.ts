import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { wordsOf } from "@slipway/lib/words-of.ts";
import { writeAtomically } from "@slipway/lib/write-atomically.ts";
import { isSlipwayError } from "@slipway/model";

export type Environment = Readonly<Record<string, string | undefined>>;

/** A channel as `inputdataconfig.json` has it; only what algorithms read. */
export interface ChannelConfig {
  readonly ContentType?: string;
  readonly TrainingInputMode?: string;
}

/** `FailureReason` holds this much of the failure file. */
const LONGEST_FAILURE = 1024;

/** SageMaker's container contract: the folders and files below `/opt/ml`, or below another root where a machine cannot give that. */
export class Container {
  readonly root: string;
  readonly code: string;
  readonly model: string;
  readonly input: string;
  readonly config: string;
  readonly data: string;
  readonly output: string;
  readonly outputData: string;
  /** Slipway's own corner of the output. */
  readonly notes: string;

  constructor(environment: Environment) {
    this.root = environment["SLIPWAY_OPT_ML"] || "/opt/ml";
    this.code = join(this.root, "code");
    this.model = join(this.root, "model");
    this.input = join(this.root, "input");
    this.config = join(this.input, "config");
    this.data = join(this.input, "data");
    this.output = join(this.root, "output");
    this.outputData = join(this.output, "data");
    this.notes = join(this.output, ".slipway");
  }

  /** All values are strings, as the contract says; an absent file is an empty one. */
  async hyperparameters(): Promise<Readonly<Record<string, string>>> {
    const given = await this.#json<Readonly<Record<string, unknown>>>("hyperparameters.json", {});
    return Object.fromEntries(
      Object.entries(given).map(([name, value]) => [
        name,
        typeof value === "string" ? value : JSON.stringify(value),
      ]),
    );
  }

  channels(): Promise<Readonly<Record<string, ChannelConfig>>> {
    return this.#json("inputdataconfig.json", {});
  }

  resources(): Promise<Readonly<Record<string, unknown>>> {
    return this.#json("resourceconfig.json", {});
  }

  /** Tells the run's manifest something about this run. */
  async noteFacts(facts: Readonly<Record<string, string>>): Promise<void> {
    await mkdir(this.notes, { recursive: true });
    writeAtomically(join(this.notes, "facts.json"), JSON.stringify(facts));
  }

  /** Written in place: a kubelet may have mounted the file. */
  async noteFailure(sentence: string): Promise<void> {
    await mkdir(this.output, { recursive: true });
    await writeFile(join(this.output, "failure"), sentence.slice(0, LONGEST_FAILURE));
  }

  async #json<T>(name: string, absent: T): Promise<T> {
    const text = await readFile(join(this.config, name), "utf8").catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    });
    return text === undefined ? absent : (JSON.parse(text) as T);
  }
}

/** An error as a failure file and a log say it: code, what happened, what to do. */
export function failureText(error: unknown): string {
  if (!isSlipwayError(error)) return wordsOf(error);
  return `${error.code}: ${error.message}. ${error.entry.remedy}`;
}
