import { join } from "node:path";
import { SlipwayError } from "@slipway/model";
import type { S3Options } from "#artifacts/s3/s3-artifacts.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where things are in this pod: the agreed paths, or what stands for them where a process cannot have its own `/opt/ml`. */
export interface Places {
  readonly ml: string;
  readonly plan: string;
  /** What is written there becomes the container's termination message. */
  readonly terminationLog: string;
}

const PLAN = "/etc/slipway/plan";

export function placesOf(env: Environment): Places {
  return {
    ml: env["SLIPWAY_OPT_ML"] || "/opt/ml",
    plan: mountsOf(env)[PLAN] ?? PLAN,
    terminationLog: env["SLIPWAY_TERMINATION_LOG"] || "/dev/termination-log",
  };
}

/** Marks that `fetch` and `store` leave for one another, beside the facts that programs leave. */
export const marksOf = ({ ml }: Pick<Places, "ml">) => {
  const notes = join(ml, "output", ".slipway");
  return {
    notes,
    facts: join(notes, "facts.json"),
    fetched: join(notes, "fetched"),
    storeReady: join(notes, "store-ready"),
  };
};

/** The object store and the credentials of the pod; nothing else of the environment counts. */
export function storeOptions(env: Environment): S3Options {
  const accessKeyId = env["AWS_ACCESS_KEY_ID"];
  const secretAccessKey = env["AWS_SECRET_ACCESS_KEY"];
  const region = env["AWS_REGION"];
  if (!accessKeyId || !secretAccessKey || !region) {
    const names = "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION";
    throw new SlipwayError(
      "SLIP-SIDECAR-005",
      `The variables ${names} must be set; they come from the Secret slipway-artifacts.`,
    );
  }
  const sessionToken = env["AWS_SESSION_TOKEN"];
  const endpoint = env["AWS_ENDPOINT_URL_S3"];
  return {
    region,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) },
    ...(endpoint ? { endpoint } : {}),
  };
}

function mountsOf(env: Environment): Readonly<Record<string, string>> {
  const text = env["SLIPWAY_MOUNTS"];
  return text ? (JSON.parse(text) as Record<string, string>) : {};
}
