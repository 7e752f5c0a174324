import { type Members, text } from "../call.ts";
import type { IamOperations } from "./iam-call.ts";
import { iamError } from "./iam-error.ts";
import { page } from "./page.ts";
import { changeRole, needRole, tagList } from "./role.ts";

const MOST = 50;

/** The tags that a request gives. Throws InvalidInput where one key is given twice; IAM takes keys for the same whatever their case. */
export function tagsIn({ Tags: given = [] }: Members): Readonly<Record<string, string>> {
  const tags = given as readonly { readonly Key: string; readonly Value: string }[];
  const keys = new Set(tags.map(({ Key }) => Key.toLowerCase()));
  if (keys.size < tags.length) {
    const message = "Duplicate tag keys found. Please note that Tag keys are case insensitive.";
    throw iamError("InvalidInputException", message);
  }
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}

/** Tags of roles. */
export const tagOperations: IamOperations = {
  TagRole: async (input, call) => {
    const given = tagsIn(input);
    const names = new Set(Object.keys(given).map((key) => key.toLowerCase()));
    await changeRole(call, text(input, "RoleName"), (role) => {
      const kept = Object.entries(role.tags).filter(([key]) => !names.has(key.toLowerCase()));
      const tags = Object.fromEntries([...kept, ...Object.entries(given)]);
      if (Object.keys(tags).length > MOST)
        throw iamError("LimitExceededException", "The number of tags has reached the maximum limit.");
      return { ...role, tags };
    });
  },
  UntagRole: async (input, call) => {
    const names = new Set((input["TagKeys"] as readonly string[]).map((key) => key.toLowerCase()));
    await changeRole(call, text(input, "RoleName"), (role) => {
      const kept = Object.entries(role.tags).filter(([key]) => !names.has(key.toLowerCase()));
      return { ...role, tags: Object.fromEntries(kept) };
    });
  },
  ListRoleTags: async (input, call) => {
    const { tags } = await needRole(call, text(input, "RoleName"));
    const sorted = [...tagList(tags)].sort((a, b) => (a.Key < b.Key ? -1 : 1));
    const { items, more } = page(sorted, input, ({ Key }) => Key);
    return { Tags: items, ...more };
  },
};
