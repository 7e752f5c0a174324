import type { Resource } from "@slipway/model";
import { MOST_TAGS, type ResourceTag, tagCauses, tagsOf } from "@slipway/model/aws/tags.ts";
import { AwsError } from "../aws-error.ts";
import { type Call, type Members, text } from "../call.ts";
import type { AwsKind } from "../objects/aws-kind.ts";
import { changeObject } from "../objects/change-object.ts";
import { needByArn } from "../objects/find-by-arn.ts";
import { badToken, pageToken, readPageToken } from "../objects/page-token.ts";
import { requireHere } from "../objects/require-here.ts";
import type { Operations } from "./operation.ts";

/** A tag as requests and answers have it. */
interface Tag {
  readonly Key?: string;
  readonly Value?: string;
}

/** Tags of whatever has an ARN: they are the tags of the object's spec, and change nothing else about it. */
export function tagOperations(kinds: readonly AwsKind[]): Operations {
  return {
    AddTags: async (input, call) => {
      const added = (input["Tags"] as readonly Tag[]).map(({ Key, Value }) => ({ key: Key, value: Value }));
      const tags = await changeTags(kinds, {
        input,
        call,
        change: (before) => withAdded(before, added as readonly ResourceTag[]),
      });
      return { Tags: tags.map(toTag) };
    },
    DeleteTags: async (input, call) => {
      const keys = input["TagKeys"] as readonly string[];
      await changeTags(kinds, {
        input,
        call,
        change: (before) => before.filter(({ key = "" }) => !keys.includes(key)),
      });
      return {};
    },
    ListTags: async (input, call) => {
      const { object } = await needByArn(kinds, text(input, "ResourceArn"), call);
      return pageOf(tagsOf(object).map(toTag), input);
    },
  };
}

const toTag = ({ key = "", value = "" }: ResourceTag): Tag => ({ Key: key, Value: value });

async function changeTags(
  kinds: readonly AwsKind[],
  request: {
    readonly input: Members;
    readonly call: Call;
    readonly change: (tags: readonly ResourceTag[]) => readonly ResourceTag[];
  },
): Promise<readonly ResourceTag[]> {
  const { input, call, change } = request;
  const { aws, name } = await needByArn(kinds, text(input, "ResourceArn"), call);
  const changed = await changeObject(aws, name, {
    call,
    change: (object) => {
      const [before, after] = [tagsOf(object), change(tagsOf(object))];
      if (JSON.stringify(before) === JSON.stringify(after)) return object;
      requireHere(object, "Its tags");
      return { ...object, spec: { ...(object.spec as object), tags: after } } as Resource;
    },
  });
  return tagsOf(changed);
}

/** A key that is there keeps its place and gets the new value. */
function withAdded(before: readonly ResourceTag[], added: readonly ResourceTag[]): readonly ResourceTag[] {
  const [cause] = tagCauses(added);
  if (cause !== undefined)
    throw new AwsError("SLIP-AWS-003", cause.aws ?? cause.message, {
      type: "ValidationException",
      status: 400,
    });
  const kept = before.map((tag) => added.find(({ key }) => key === tag.key) ?? tag);
  const after = [...kept, ...added.filter(({ key }) => !before.some((tag) => tag.key === key))];
  if (after.length <= MOST_TAGS) return after;
  throw new AwsError(
    "SLIP-AWS-003",
    `The request would give the resource ${after.length} tags; a resource has at most ${MOST_TAGS}.`,
    { type: "ResourceLimitExceeded" },
  );
}

/** AWS's smallest page holds all the tags that a resource may have; objects from files may have more. */
function pageOf(tags: readonly Tag[], { NextToken: token, MaxResults: most = MOST_TAGS }: Members): Members {
  const start = token === undefined ? 0 : Number(readPageToken(String(token))["tag"]);
  if (!Number.isInteger(start) || start < 0) throw badToken();
  const end = start + Number(most);
  return {
    Tags: tags.slice(start, end),
    ...(end < tags.length ? { NextToken: pageToken({ tag: end }) } : {}),
  };
}
