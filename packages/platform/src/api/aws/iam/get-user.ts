import { text } from "../call.ts";
import { userName, userOf } from "../identity/who-calls.ts";
import type { IamOperation } from "./iam-call.ts";
import { iamError } from "./iam-error.ts";

/** When a key was issued is not known at the door. */
const CREATED = new Date(0);

/** The one user that a caller can see: the one whose access key it signs with. */
export const getUser: IamOperation = async (input, { key }) => {
  const asked = text(input, "UserName");
  if (asked === "" && key.session?.role !== undefined)
    throw iamError("ValidationException", "Must specify userName when calling with non-User credentials");
  const name = userName(key);
  if (asked !== "" && asked !== name)
    throw iamError("NoSuchEntityException", `The user with name ${asked} cannot be found.`);
  const { id, arn } = userOf(key);
  return { User: { Path: "/", UserName: name, UserId: id, Arn: arn, CreateDate: CREATED } };
};
