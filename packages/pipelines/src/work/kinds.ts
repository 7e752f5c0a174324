import type { Backfill } from "@slipway/model/kinds/backfill/type.ts";
import type { Endpoint } from "@slipway/model/kinds/endpoint/type.generated.ts";
import type { EndpointConfig } from "@slipway/model/kinds/endpoint-config/type.generated.ts";
import type { Flow } from "@slipway/model/kinds/flow/type.ts";
import type { FlowRun } from "@slipway/model/kinds/flow-run/type.ts";
import type { MetricAlarm } from "@slipway/model/kinds/metric-alarm/type.ts";
import type { Model } from "@slipway/model/kinds/model/type.generated.ts";
import type { Pool } from "@slipway/model/kinds/pool/type.ts";
import type { ProcessingJob } from "@slipway/model/kinds/processing-job/type.generated.ts";
import type { ScalableTarget } from "@slipway/model/kinds/scalable-target/type.generated.ts";
import type { ScalingPolicy } from "@slipway/model/kinds/scaling-policy/type.generated.ts";
import type { Schedule } from "@slipway/model/kinds/schedule/type.ts";
import type { TrainingJob } from "@slipway/model/kinds/training-job/type.generated.ts";
import type { TransformJob } from "@slipway/model/kinds/transform-job/type.generated.ts";
import type { Trigger } from "@slipway/model/kinds/trigger/type.ts";
import type { Made, ObjectRef, RefOf, StringRef } from "../references/types.ts";
import { p } from "../types/p.ts";
import type { NumberShape, ObjectShape, StringShape } from "../types/shape.ts";
import type { ShapeOf, Typed, TypesByName } from "../types/typed.ts";

/** Kinds of objects that steps can make, by name. */
export interface Kinds {
  readonly TrainingJob: TrainingJob;
  readonly ProcessingJob: ProcessingJob;
  readonly TransformJob: TransformJob;
  readonly Model: Model;
  readonly EndpointConfig: EndpointConfig;
  readonly Endpoint: Endpoint;
  readonly MetricAlarm: MetricAlarm;
  readonly ScalableTarget: ScalableTarget;
  readonly ScalingPolicy: ScalingPolicy;
  readonly Flow: Flow;
  readonly FlowRun: FlowRun;
  readonly Schedule: Schedule;
  readonly Backfill: Backfill;
  readonly Pool: Pool;
  readonly Trigger: Trigger;
}

export type KindName = keyof Kinds;

type Uri = `s3://${string}`;

const ACK = "sagemaker.services.k8s.aws/v1alpha1";
const AUTOSCALING = "applicationautoscaling.services.k8s.aws/v1alpha1";
const OWN = "slipway.dev/v1alpha1";
const NONE = {} as const;
const uri = { spec: { type: "string", isStoredAt: true } } as Typed<StringShape<Uri>>;
const uris = { spec: { type: "object", values: uri.spec } } as Typed<
  ObjectShape<Readonly<Record<string, StringShape<Uri>>>>
>;
const numbers = { spec: { type: "object", values: { type: "number" } } } as Typed<
  ObjectShape<Readonly<Record<string, NumberShape>>>
>;

/** What an object of each kind is, and what one gives beside its name, its kind and its status. */
export const KINDS_OF_STEPS = {
  TrainingJob: { apiVersion: ACK, ends: true, gives: { modelArtifact: uri, metrics: numbers } },
  ProcessingJob: { apiVersion: ACK, ends: true, gives: { outputs: uris } },
  TransformJob: { apiVersion: ACK, ends: true, gives: { output: uri } },
  Model: { apiVersion: ACK, ends: false, gives: NONE },
  EndpointConfig: { apiVersion: ACK, ends: false, gives: NONE },
  Endpoint: { apiVersion: ACK, ends: false, gives: NONE },
  MetricAlarm: { apiVersion: OWN, ends: false, gives: NONE },
  ScalableTarget: { apiVersion: AUTOSCALING, ends: false, gives: NONE },
  ScalingPolicy: { apiVersion: AUTOSCALING, ends: false, gives: NONE },
  Flow: { apiVersion: OWN, ends: false, gives: NONE },
  FlowRun: { apiVersion: OWN, ends: true, gives: { results: p.object() } },
  Schedule: { apiVersion: OWN, ends: false, gives: NONE },
  Backfill: { apiVersion: OWN, ends: true, gives: NONE },
  Pool: { apiVersion: OWN, ends: false, gives: NONE },
  Trigger: { apiVersion: OWN, ends: false, gives: NONE },
} as const satisfies Readonly<
  Record<KindName, { readonly apiVersion: string; readonly ends: boolean; readonly gives: TypesByName }>
>;

type Table = typeof KINDS_OF_STEPS;

export type ApiVersionOf<K extends KindName> = Table[K]["apiVersion"];

/** References to what an object has come to. */
export type ObjectOutputs<K extends KindName> = Made & {
  readonly name: StringRef;
  readonly kind: StringRef<K>;
  /** As its kind has it, without conditions. */
  readonly status: ObjectRef<undefined>;
} & {
  readonly [N in keyof Table[K]["gives"]]: Table[K]["gives"][N] extends Typed
    ? RefOf<ShapeOf<Table[K]["gives"][N]>>
    : never;
};

interface KindOfSteps {
  readonly apiVersion: string;
  /** It runs to an end, rather than stay. */
  readonly ends: boolean;
  readonly gives: TypesByName;
}

/** Throws for what steps cannot make. */
export function kindOfSteps(apiVersion: unknown, kind: unknown, who: string): KindOfSteps {
  const found = Object.hasOwn(KINDS_OF_STEPS, String(kind)) ? KINDS_OF_STEPS[kind as KindName] : undefined;
  if (found?.apiVersion === apiVersion && found !== undefined) return found;
  const known = Object.entries(KINDS_OF_STEPS).map(([name, one]) => `${name} (${one.apiVersion})`);
  throw new TypeError(
    `${who} is about ${String(kind)} (${String(apiVersion)}), which is no kind that a step can make: there are ${known.join(", ")}.`,
  );
}

/** All that an object of the kind gives. */
export const specsOf = ({ gives }: KindOfSteps) => ({
  name: { type: "string" } as const,
  kind: { type: "string" } as const,
  status: { type: "object" } as const,
  ...Object.fromEntries(Object.entries(gives).map(([name, { spec }]) => [name, spec])),
});
