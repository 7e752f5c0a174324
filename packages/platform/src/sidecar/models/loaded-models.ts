import { SlipwayError } from "@slipway/model";
import type { ModelMeasure } from "@slipway/model/models-plan.ts";
import { Slots } from "#lib/slots.ts";

/** What is done with models, by their names; a name is one that a folder and a container can have. */
export interface ModelWork {
  /** Brings a model's files, and says how many bytes they take. */
  bring(name: string, target: string): Promise<number>;
  /** Removes them. */
  drop(name: string): Promise<void>;
  /** Loads it into the container; "full" where there is no memory for it. */
  load(name: string, target: string): Promise<"loaded" | "full">;
  unload(name: string): Promise<void>;
}

export interface LoadedModelsOptions extends ModelWork {
  readonly nameOf: (target: string) => string;
  /** Whether models stay in memory when nobody asks for them. */
  readonly cached: boolean;
  /** Bytes that models take on disk at most. */
  readonly mostBytes: number;
  /** Milliseconds. */
  readonly now: () => number;
  /** Whether an error says that the disk is full. */
  readonly isOfTheDisk: (error: unknown) => boolean;
}

interface Model {
  readonly name: string;
  readonly target: string;
  state: "away" | "stored" | "loaded";
  bytes: number;
  /** Requests that wait for it or are under way there. */
  inUse: number;
  /** What is done with it now, one thing at a time. */
  work?: Promise<void> | undefined;
  /** Why it could not be had, and until when it is not tried again. */
  failure?: { readonly error: unknown; readonly until: number } | undefined;
}

/** A model that is in the container's memory, and stays there until `release`. */
export interface Lease {
  readonly name: string;
  /** Whether it was there when it was asked for. */
  readonly hit: boolean;
  readonly waitedMs: number;
  release(): void;
  /** The container does not have it after all. */
  lost(): void;
}

/** Models that are brought at a time: more would share the same network and disk. */
const AT_ONCE = 4;
/** What failed is not tried again for a while, so that it costs no other model's requests. */
const FAILED_MS = 5_000;
/** Models that are known, of which any number may be on disk. */
const MOST_KNOWN = 10_000;
/** Of measures that nobody has taken. */
const MOST_NOTED = 1_000;

/**
 * Which models are on disk and in memory: each is brought and loaded once, however many ask for it, and the one that was asked for
 * longest ago makes way where another has no room. What fails to come fails the requests for it alone.
 */
export class LoadedModels {
  readonly #options: LoadedModelsOptions;
  /** By target, in the order in which they were asked for last. */
  readonly #models = new Map<string, Model>();
  readonly #slots = new Slots(AT_ONCE);
  #noted: (readonly [ModelMeasure, number])[] = [];
  #bytes = 0;

  constructor(options: LoadedModelsOptions) {
    this.#options = options;
  }

  /** Rejects with why it cannot be had, as the work does, or SLIP-ROUTER-013 where models that are in use leave no room. */
  async lease(target: string): Promise<Lease> {
    const { now } = this.#options;
    const model = this.#used(target);
    if (model.failure !== undefined && now() < model.failure.until) throw model.failure.error;
    const began = now();
    const hit = model.state === "loaded" && model.work === undefined;
    model.inUse += 1;
    try {
      while (model.state !== "loaded" || model.work !== undefined) {
        model.work ??= this.#working(model, () => this.#slots.take(() => this.#bring(model)));
        await model.work;
      }
    } catch (error) {
      this.#leave(model);
      throw error;
    }
    return {
      name: model.name,
      hit,
      waitedMs: now() - began,
      release: () => this.#leave(model),
      lost: () => {
        if (model.state === "loaded") model.state = "stored";
      },
    };
  }

  get loaded(): number {
    let count = 0;
    for (const { state } of this.#models.values()) if (state === "loaded") count += 1;
    return count;
  }

  /** What bringing, loading and unloading took since this was last called, in milliseconds. */
  takeMeasures(): readonly (readonly [ModelMeasure, number])[] {
    const taken = this.#noted;
    this.#noted = [];
    return taken;
  }

  #used(target: string): Model {
    const known = this.#models.get(target);
    const model = known ?? { name: this.#options.nameOf(target), target, state: "away", bytes: 0, inUse: 0 };
    this.#models.delete(target);
    this.#models.set(target, model);
    if (this.#models.size > MOST_KNOWN) this.#forgetOne();
    return model;
  }

  #forgetOne(): void {
    for (const [target, { state, inUse, work }] of this.#models) {
      if (state !== "away" || inUse > 0 || work !== undefined) continue;
      this.#models.delete(target);
      return;
    }
  }

  #leave(model: Model): void {
    model.inUse -= 1;
    if (model.inUse > 0) return;
    const isIdle = model.state === "loaded" && model.work === undefined;
    // Who waits for it next learns of a failure.
    if (!this.#options.cached && isIdle) this.#unload(model).catch(() => {});
  }

  /** Does one thing with a model, and then nothing. */
  #working(model: Model, work: () => Promise<void>): Promise<void> {
    return work().finally(() => {
      model.work = undefined;
    });
  }

  async #bring(model: Model): Promise<void> {
    try {
      if (model.state === "away") await this.#store(model);
      if (model.state === "stored") await this.#load(model);
      model.failure = undefined;
    } catch (error) {
      model.failure = { error, until: this.#options.now() + FAILED_MS };
      throw error;
    }
  }

  async #store(model: Model): Promise<void> {
    const { bring, isOfTheDisk, mostBytes, now } = this.#options;
    const began = now();
    for (;;) {
      try {
        model.bytes = await bring(model.name, model.target);
        break;
      } catch (error) {
        if (!isOfTheDisk(error) || !(await this.#dropOne())) throw error;
      }
    }
    model.state = "stored";
    this.#bytes += model.bytes;
    this.#note("ModelDownloadingTime", now() - began);
    while (this.#bytes > mostBytes && (await this.#dropOne()));
  }

  async #load(model: Model): Promise<void> {
    const { load, now } = this.#options;
    for (;;) {
      const began = now();
      if ((await load(model.name, model.target)) === "loaded") {
        model.state = "loaded";
        this.#note("ModelLoadingTime", now() - began);
        return;
      }
      const idle = this.#oldest(({ state }) => state === "loaded");
      if (idle === undefined) throw noRoom(model.target);
      await this.#unload(idle);
    }
  }

  #unload(model: Model): Promise<void> {
    const { unload, now } = this.#options;
    const began = now();
    model.work = this.#working(model, async () => {
      await unload(model.name);
      model.state = "stored";
      this.#note("ModelUnloadingTime", now() - began);
    });
    return model.work;
  }

  /** Takes the files of the model that was asked for longest ago off the disk; false where there is none that may go. */
  async #dropOne(): Promise<boolean> {
    const model = this.#oldest(({ state }) => state !== "away");
    if (model === undefined) return false;
    if (model.state === "loaded") await this.#unload(model);
    // Somebody has asked for it meanwhile.
    if (model.inUse > 0 || model.work !== undefined) return true;
    model.work = this.#working(model, async () => {
      model.state = "away";
      this.#bytes -= model.bytes;
      await this.#options.drop(model.name);
    });
    await model.work;
    return true;
  }

  /** Of those that nobody asks for and nothing is done with. */
  #oldest(which: (model: Model) => boolean): Model | undefined {
    for (const model of this.#models.values())
      if (model.inUse === 0 && model.work === undefined && which(model)) return model;
    return undefined;
  }

  #note(name: ModelMeasure, ms: number): void {
    if (this.#noted.length < MOST_NOTED) this.#noted.push([name, ms]);
  }
}

function noRoom(target: string): SlipwayError {
  return new SlipwayError(
    "SLIP-ROUTER-013",
    `There is no memory for the model ${target}: all that are loaded answer requests.`,
    { details: { retryAfterSeconds: 1 } },
  );
}
