import { defined, isSlipwayError, type Resource, SlipwayError } from "@slipway/model";
import { LRUCache } from "lru-cache";
import type { Clock } from "#lib/clock.ts";
import { wordsOf } from "#lib/words-of.ts";
import type { Store } from "#store/store.ts";
import type { Aws, AwsCalls, Members } from "./aws-calls.ts";
import { isInvalid, isMissing, isOverQuota, isTaken, refusedByAws } from "./aws-error.ts";
import { type AwsKind, awsNameOf, createInput, hasBegun, type Tag, UID_TAG } from "./aws-kind.ts";
import { placeOf } from "./place.ts";

/** What AWS has under the object's name. "young": made a moment ago and not to be seen yet. */
export type Found =
  | { readonly state: "missing" | "young" }
  | { readonly state: "foreign"; readonly arn: string }
  | { readonly state: "ours"; readonly answer: Members };

/** AWS is eventually consistent: so long after something was made, not finding it does not mean that it is gone. */
export const YOUNG_MS = 60_000;
const MOST_REMEMBERED = 10_000;
/** AWS tells nobody when there is room in a quota again, and lets few be made in a second. */
const QUOTA_PAUSE_MS = 60_000;

/** What objects stand for in AWS; whose a resource there is, its tags say and nothing else. */
export class AwsResources {
  readonly #store: Store;
  readonly #aws: Aws;
  readonly #clock: Clock;
  /** By uid: when it was made, until it is seen. Only a help: all of it may be forgotten at any time. */
  readonly #made = new LRUCache<string, number>({ max: MOST_REMEMBERED });
  /** By uid: the ARN and time of creation of what was found to be the object's, so that tags are read once. */
  readonly #known = new LRUCache<string, string>({ max: MOST_REMEMBERED });

  /** By uid and generation: what there was no room for, and when to ask again. */
  readonly #overQuota = new LRUCache<string, { readonly error: SlipwayError; readonly until: number }>({
    max: MOST_REMEMBERED,
  });

  constructor(parts: { readonly store: Store; readonly aws: Aws; readonly clock: Clock }) {
    this.#store = parts.store;
    this.#aws = parts.aws;
    this.#clock = parts.clock;
  }

  async callsFor(owner: Resource, signal?: AbortSignal): Promise<AwsCalls> {
    return this.#aws.at(await placeOf(this.#store, owner), signal);
  }

  async find(kind: AwsKind, owner: Resource, signal?: AbortSignal): Promise<Found> {
    const calls = await this.callsFor(owner, signal);
    const name = awsNameOf(kind, owner);
    let answer: Members;
    try {
      answer = await calls.call(kind.describe, { [kind.nameMember]: name });
    } catch (error) {
      if (!isMissing(error)) throw error;
      return { state: this.#isYoung(owner) ? "young" : "missing" };
    }
    const arn = String(answer[kind.arnMember] ?? "");
    const { uid = "" } = owner.metadata;
    const sign = `${arn} ${String((answer["CreationTime"] as Date | undefined)?.getTime())}`;
    if (this.#known.get(uid) !== sign) {
      const ours = this.#made.has(uid) || (await tagsOf(calls, arn)).get(UID_TAG) === uid;
      if (!ours) return { state: "foreign", arn };
      this.#known.set(uid, sign);
      this.#made.delete(uid);
    }
    return { state: "ours", answer };
  }

  /**
   * The same for what is to be removed. Where AWS cannot be spoken to, an object that never began has nothing there, and
   * waiting for credentials that nobody may ever give would keep it for good.
   */
  async findToRemove(kind: AwsKind, owner: Resource, signal?: AbortSignal): Promise<Found> {
    try {
      return await this.find(kind, owner, signal);
    } catch (error) {
      const unspoken = isSlipwayError(error) && error.code.startsWith("SLIP-SAGEMAKER-");
      if (!unspoken || hasBegun(owner)) throw error;
      return { state: "missing" };
    }
  }

  /**
   * Makes the resource, or finds it made: after a restart, or when an answer was lost. Refuses with SLIP-SAGEMAKER-001 what is
   * somebody else's and -003 what AWS does not take; -007 says that what it names is still to come, -010 that a quota has no room.
   */
  async make(kind: AwsKind, owner: Resource, signal?: AbortSignal): Promise<Found> {
    requireNoAdoption(owner);
    const waiting = this.#overQuota.get(requestOf(owner));
    if (waiting !== undefined && this.#clock.now().getTime() < waiting.until) throw waiting.error;
    const found = await this.find(kind, owner, signal);
    if (found.state === "foreign") throw taken(kind, owner, found.arn);
    if (found.state !== "missing") return found;
    const calls = await this.callsFor(owner, signal);
    try {
      await calls.call(kind.create, createInput(kind, owner));
    } catch (error) {
      if (isTaken(error)) return this.#takenMeanwhile(kind, owner, { error, signal });
      if (isMissing(error)) throw awaited(kind, owner, error);
      if (isInvalid(error)) throw refusedByAws(kind.create, error);
      if (isOverQuota(error)) throw this.#noRoom(owner, error);
      throw error;
    }
    this.#made.set(owner.metadata.uid ?? "", this.#clock.now().getTime());
    return { state: "young" };
  }

  /** What was removed is not waited for any more. */
  forget({ metadata }: Resource): void {
    this.#made.delete(metadata.uid ?? "");
    this.#known.delete(metadata.uid ?? "");
  }

  async tags(owner: Resource, arn: string, signal?: AbortSignal): Promise<ReadonlyMap<string, string>> {
    return tagsOf(await this.callsFor(owner, signal), arn);
  }

  async #takenMeanwhile(
    kind: AwsKind,
    owner: Resource,
    { error, signal }: { readonly error: unknown; readonly signal: AbortSignal | undefined },
  ): Promise<Found> {
    const found = await this.find(kind, owner, signal);
    if (found.state === "foreign") throw taken(kind, owner, found.arn);
    if (found.state === "missing") throw error;
    return found;
  }

  #noRoom(owner: Resource, cause: unknown): SlipwayError {
    const message = `Waiting for room in SageMaker's quota: ${wordsOf(cause)}`;
    const error = new SlipwayError("SLIP-SAGEMAKER-010", message, { cause });
    const until = this.#clock.now().getTime() + QUOTA_PAUSE_MS;
    this.#overQuota.set(requestOf(owner), { error, until });
    return error;
  }

  #isYoung({ metadata }: Resource): boolean {
    const at = this.#made.get(metadata.uid ?? "");
    return at !== undefined && this.#clock.now().getTime() - at < YOUNG_MS;
  }
}

/** The object as it asks: a changed one asks anew. */
const requestOf = ({ metadata: { uid = "", generation = 0 } }: Resource): string => `${uid}/${generation}`;

async function tagsOf(calls: AwsCalls, arn: string): Promise<ReadonlyMap<string, string>> {
  const tags = new Map<string, string>();
  let next: unknown;
  do {
    const answer = await calls.call("ListTags", {
      ResourceArn: arn,
      ...defined({ NextToken: next }),
    });
    for (const { Key = "", Value = "" } of (answer["Tags"] as readonly Tag[] | undefined) ?? [])
      tags.set(Key, Value);
    next = answer["NextToken"];
  } while (next !== undefined && next !== null);
  return tags;
}

const ADOPTION = ["services.k8s.aws/adoption-policy", "services.k8s.aws/read-only"];

function requireNoAdoption({ metadata }: Resource): void {
  const asked = ADOPTION.find((name) => metadata.annotations?.[name] !== undefined);
  if (asked === undefined) return;
  throw new SlipwayError(
    "SLIP-SAGEMAKER-009",
    `metadata.annotations[${asked}] is set; expected an object without it, for nothing is adopted`,
  );
}

function taken(kind: AwsKind, owner: Resource, arn: string): SlipwayError {
  const name = awsNameOf(kind, owner);
  return new SlipwayError(
    "SLIP-SAGEMAKER-001",
    `${kind.name} ${name} is in SageMaker already (${arn}) and is not this object's: its tag ${UID_TAG} does not name it`,
  );
}

function awaited(kind: AwsKind, owner: Resource, cause: unknown): SlipwayError {
  return new SlipwayError(
    "SLIP-SAGEMAKER-007",
    `Waiting for what ${kind.name} ${awsNameOf(kind, owner)} names to be in SageMaker, where its object must be too: ${wordsOf(cause)}`,
    { cause },
  );
}
