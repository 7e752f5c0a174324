import { missingImage } from "../algorithms/unserved-image.ts";
import { tagCauses, tagsOf } from "../aws/tags.ts";
import type { ErrorCode } from "../errors/catalogue.ts";
import { isSlipwayError } from "../errors/slipway-error.ts";
import type { Resource } from "../resource.ts";
import type { Abilities } from "./abilities.ts";
import type { AwsKindFacts } from "./facts.ts";
import type { Judge } from "./judge.ts";
import type { SpecCause } from "./spec-cause.ts";

/** Why an object cannot be worked on as it stands. */
export interface Refusal {
  readonly code: ErrorCode;
  /** A sentence a field, as an object's conditions say it. */
  readonly message: string;
  /** The same as AWS says it. */
  readonly awsMessage: string;
}

/**
 * What a spec is refused for, whoever asks: its controller, or a door before it stores the object. `judge` is asked only where its
 * spec is none that AWS itself would refuse. Undefined where nothing speaks against it; what other objects have to say, and what
 * takes a run to find out, is not looked at.
 */
export async function refusalOf<R extends Resource>(
  { aws }: AwsKindFacts<R>,
  object: R,
  judge: Judge,
): Promise<Refusal | undefined> {
  const breaches = [...(aws.validate?.(object) ?? []), ...tagCauses(tagsOf(object))];
  if (breaches.length > 0)
    return {
      code: "SLIP-RUN-004",
      message: breaches.map(sentence).join("; "),
      awsMessage: breaches.map((breach) => breach.aws ?? sentence(breach)).join("; "),
    };
  const abilities = await known(judge);
  if ("code" in abilities) return abilities;
  if (abilities.wholeRequest) return undefined;
  const unsupported = aws.unsupported?.(object, abilities) ?? [];
  if (unsupported.length > 0) return same("SLIP-RUN-002", unsupported.join("; "));
  const missing = imageRefusal(aws, object);
  if (missing !== undefined) return missing;
  const metrics = await judge.unusableMetrics(aws.metrics?.(object) ?? []);
  if (metrics.length === 0) return undefined;
  return same("SLIP-RUN-001", metrics.map(({ name, why }) => `metricDefinitions: ${name} ${why}`).join("; "));
}

/** An image that AWS has not either; one that AWS has and no program here is for is not against the request. */
function imageRefusal<R extends Resource>(aws: AwsKindFacts<R>["aws"], object: R): Refusal | undefined {
  const { field, image } = aws.image?.(object) ?? {};
  const missing = missingImage(image, object.metadata.annotations);
  if (missing === undefined) return undefined;
  return {
    code: "SLIP-RUN-002",
    message: `${field} is ${image}: ${missing}`,
    awsMessage: `Requested image ${image} not found: ${missing}`,
  };
}

const sentence = ({ field, message }: SpecCause): string => `${field ?? "spec"}: ${message}`;

const same = (code: ErrorCode, message: string): Refusal => ({ code, message, awsMessage: message });

const NOWHERE: readonly ErrorCode[] = ["SLIP-RUN-005", "SLIP-RUN-017", "SLIP-SAGEMAKER-002"];

/**
 * Where the object is to be carried may itself be what cannot be: no try makes a runtime of a word that names none, nor
 * machines of a kind that nothing is known of.
 */
async function known({ abilities }: Judge): Promise<Abilities | Refusal> {
  try {
    return await abilities();
  } catch (error) {
    if (!isSlipwayError(error) || !NOWHERE.includes(error.code)) throw error;
    return same(error.code, error.message);
  }
}
