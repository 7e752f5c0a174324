import type { SpecCause } from "../kinds/spec-cause.ts";
import type { Resource } from "../resource.ts";

/** A tag as specs have it. */
export interface ResourceTag {
  readonly key?: string;
  readonly value?: string;
}

/** AWS's bound for one resource. */
export const MOST_TAGS = 50;

/** The tags of the object's spec, in their order. */
export function tagsOf({ spec }: Resource): readonly ResourceTag[] {
  return (spec as { readonly tags?: readonly ResourceTag[] } | undefined)?.tags ?? [];
}

/** What AWS refuses in tags beyond what the shapes of their keys and values say. */
export function tagCauses(tags: readonly ResourceTag[]): readonly SpecCause[] {
  return tags.flatMap(({ key = "" }, index) => {
    const field = `spec.tags[${index}].key`;
    if (key.toLowerCase().startsWith("aws:"))
      return [
        {
          reason: "FieldValueInvalid",
          message: `Invalid value: "${key}": keys that begin with aws: are AWS's own`,
          field,
          aws: "aws: prefixed tag key names are not allowed for external use.",
        },
      ];
    if (tags.findIndex((tag) => tag.key === key) === index) return [];
    return [
      {
        reason: "FieldValueDuplicate",
        message: `Duplicate value: "${key}"`,
        field,
        aws: `Tag keys must be unique for a resource; the key ${key} is given more than once.`,
      },
    ];
  });
}
