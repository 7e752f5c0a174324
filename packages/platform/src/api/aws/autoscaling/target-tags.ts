import { MOST_TAGS } from "@slipway/model/aws/tags.ts";
import {
  type ScalableTarget,
  scalableTargetArn,
  scalableTargetKind,
} from "@slipway/model/kinds/scalable-target/index.ts";
import { AwsError } from "../aws-error.ts";
import type { Call, Members } from "../call.ts";
import { allOf, written } from "./scaled.ts";

type Tags = Readonly<Record<string, string>>;

export async function listTagsForResource(input: Members, call: Call): Promise<Members> {
  const { spec } = await targetOf(input, call);
  return { Tags: spec.tags ?? {} };
}

export async function tagResource(input: Members, call: Call): Promise<void> {
  await changeTags(input, call, (tags) => ({ ...tags, ...(input["Tags"] as Tags) }));
}

export async function untagResource(input: Members, call: Call): Promise<void> {
  const keys = input["TagKeys"] as readonly string[];
  await changeTags(input, call, (tags) =>
    Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key))),
  );
}

async function changeTags(input: Members, call: Call, change: (tags: Tags) => Tags): Promise<void> {
  await written(async () => {
    const target = await targetOf(input, call);
    const tags = change(target.spec.tags ?? {});
    const count = Object.keys(tags).length;
    if (count > MOST_TAGS) throw tooManyTags(input, count);
    return call.store.replace(scalableTargetKind, { ...target, spec: { ...target.spec, tags } }, "object");
  });
}

async function targetOf({ ResourceARN: arn }: Members, call: Call): Promise<ScalableTarget> {
  const found = (await allOf(call, scalableTargetKind)).find(
    (target) => scalableTargetArn(call.identity, target) === arn,
  );
  if (found !== undefined) return found;
  throw new AwsError("SLIP-API-001", `No scalable target found with ARN: ${arn}`, {
    type: "ResourceNotFoundException",
    status: 400,
    members: { ResourceName: arn },
  });
}

const tooManyTags = ({ ResourceARN: arn }: Members, count: number): AwsError =>
  new AwsError("SLIP-AWS-003", `A scalable target has ${MOST_TAGS} tags at most, and would have ${count}`, {
    type: "TooManyTagsException",
    status: 400,
    members: { ResourceName: arn },
  });
