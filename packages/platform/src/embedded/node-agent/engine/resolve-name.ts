import { type Clock, passed } from "#lib/clock.ts";
import { within } from "#lib/within.ts";
import type { ContainerHost } from "./container-host.ts";
import type { ImageName } from "./image-name.ts";
import type { ImageStock } from "./image-stock.ts";
import { MissingEngine } from "./missing-engine.ts";
import { isOfNoRegistry, PULL_AGAIN_MS, PULL_PATIENCE_MS, passes } from "./pull-errors.ts";

/** So long an image may be on its way before its name is run as it is written. */
const LONGEST_PULL_MS = 60 * 60_000;
/** Who starts an engine has an endpoint waiting for it. */
const ENGINE_AGAIN_MS = 5_000;

interface Containers extends Pick<ContainerHost, "nameOf"> {
  readonly images: Pick<ImageStock, "find" | "pull">;
}

interface Resolving {
  readonly containers: Containers;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly tell: (sentence: string) => void;
}

/**
 * A name of what the image's name stands for now, and that is here: of what the registry has, by its digest; of what it does not have or does not
 * answer for, the engine's own image, by its id. Undefined for archives and for names with a digest, and where nobody has the image.
 */
export async function resolveName(reference: string, resolving: Resolving): Promise<string | undefined> {
  const { containers, clock, signal, tell } = resolving;
  if (reference.includes("@")) return undefined;
  const until = clock.now().getTime() + PULL_PATIENCE_MS;
  while (!signal.aborted) {
    tell(`pulling the image ${reference}`);
    const answer = await askedOnce(reference, containers).catch(unanswered(reference));
    if ("name" in answer) return answer.name;
    if (answer.isAway && clock.now().getTime() >= until) return undefined;
    tell(answer.sentence);
    await passed(clock, answer.isAway ? PULL_AGAIN_MS : ENGINE_AGAIN_MS);
  }
  return undefined;
}

/** `name`: as `resolveName`. Otherwise what is waited for; `isAway`: the registry, which may stay so. */
type Answer = { readonly name: string | undefined } | { readonly isAway: boolean; readonly sentence: string };

/** Throws MissingEngine, and what makes the name none. */
async function askedOnce(reference: string, containers: Containers): Promise<Answer> {
  const name = containers.nameOf(reference);
  if ("archive" in name) return { name: undefined };
  const error = isOfNoRegistry(reference) ? "no registry has it" : await pulled(name, containers);
  const found = await containers.images.find(name);
  if (found !== undefined)
    return { name: (error === undefined ? ofRepository(reference, found.digests) : undefined) ?? found.id };
  if (error === undefined || !passes(error)) return { name: undefined };
  const sentence = `the image ${reference} cannot be pulled and is tried again: ${error}`;
  return { isAway: true, sentence };
}

const unanswered =
  (reference: string) =>
  (error: unknown): Answer => {
    if (!(error instanceof MissingEngine) || error.isOff) return { name: undefined };
    const sentence = `SLIP-NODE-008: the image "${reference}" waits for a container engine: ${error.message}`;
    return { isAway: false, sentence };
  };

/** What the registry said against it; undefined where the image has come. */
async function pulled(name: ImageName, { images }: Containers): Promise<string | undefined> {
  const pull = images.pull(name);
  if ((await within(pull.settled, LONGEST_PULL_MS)) === "late") return "it is still on its way";
  return pull.end?.error;
}

/** The repository that the name means among those of a digest each: its own, or that of Docker's hub which a short name stands for. */
export function ofRepository(reference: string, digests: readonly string[]): string | undefined {
  const repository = reference.replace(/:[^/:]+$/, "");
  const meant = [repository, `docker.io/${repository}`, `docker.io/library/${repository}`];
  return digests.toSorted().find((digest) => meant.includes(digest.slice(0, digest.indexOf("@"))));
}
