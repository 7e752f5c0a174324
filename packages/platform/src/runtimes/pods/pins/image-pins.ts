import { rfc3339 } from "@slipway/model";
import { LRUCache } from "lru-cache";
import type { Clock } from "#lib/clock.ts";
import { contentDigest } from "#lib/content-digest.ts";
import { within } from "#lib/within.ts";
import type { ServingSpec } from "../../serving.ts";
import type { Pins } from "./pins.ts";
import type { ResolveImage } from "./resolve-image.ts";

/** Endpoints of which it is remembered what was answered, until somebody has written it down. */
const MOST = 10_000;
/** What a registry answers at once is worth waiting for; an image that has to come is looked for again. */
const PATIENCE_MS = 2_000;

interface Asked {
  readonly of: string;
  waitsFor: string;
  pins?: Pins;
  settled?: Promise<void>;
}

/** Asks once for each deployment of an endpoint what the names of its images stand for. */
export class ImagePins {
  readonly #resolve: ResolveImage;
  readonly #clock: Clock;
  /** By endpoint: the deployment that was asked about last. */
  readonly #asked = new LRUCache<string, Asked>({ max: MOST });

  constructor({ resolve, clock }: { readonly resolve: ResolveImage; readonly clock: Clock }) {
    this.#resolve = resolve;
    this.#clock = clock;
  }

  /** What they stand for, or what that waits for; the same answer until another deployment of the endpoint is asked about. */
  async pinsOf(endpoint: ServingSpec, of: string): Promise<Pins | { readonly waitsFor: string }> {
    const key = `${endpoint.namespace}/${endpoint.name}`;
    const before = this.#asked.get(key);
    const asked = before?.of === of ? before : this.#ask(endpoint, of);
    if (asked !== before) this.#asked.set(key, asked);
    if (asked.settled !== undefined && asked.pins === undefined) await within(asked.settled, PATIENCE_MS);
    return asked.pins ?? { waitsFor: asked.waitsFor };
  }

  #ask(endpoint: ServingSpec, of: string): Asked {
    const names = new Set(
      endpoint.variants.flatMap(({ containers }) => containers.map(({ image }) => image)),
    );
    const asked: Asked = { of, waitsFor: `asking what ${[...names].join(", ")} stands for now` };
    const tell = (sentence: string): void => {
      asked.waitsFor = sentence;
    };
    const answers = [...names].map(async (image) => {
      const resolved = await this.#resolve(image, { endpoint, of, tell }).catch(() => undefined);
      return resolved === undefined ? [] : [[image, resolved] as const];
    });
    asked.settled = Promise.all(answers).then((all) => {
      asked.pins = { of, at: rfc3339(this.#clock.now()), images: Object.fromEntries(all.flat()) };
    });
    return asked;
  }
}

/** Tells deployments of an endpoint apart: what is asked for, but for weights and numbers, and by which request. */
export function deploymentOf({ owner, attempt, variants }: ServingSpec): string {
  const asked = variants.map(({ weight: _weight, capacity: _capacity, ...variant }) => variant);
  return contentDigest({ uid: owner.metadata.uid ?? "", attempt: attempt ?? "", variants: asked });
}
