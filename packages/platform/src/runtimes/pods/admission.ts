import { isSlipwayError, SlipwayError } from "@slipway/model";

/** Ends of sentences by which an API server's admission says no to a pod that its rules would let in on another day. */
const RULES: readonly { readonly pattern: RegExp; readonly remedy: string }[] = [
  {
    pattern: /violates PodSecurity/,
    remedy:
      "the namespace's PodSecurity level lets no such pod in: take the annotation slipway.dev/run-as-user away or name a user's number above 0 that the image can run as, or use a namespace that allows more",
  },
  { pattern: /exceeded quota|must specify/, remedy: "it is tried again when the namespace's quota has room" },
];

/** What an API server said when its rules let a pod not in, and what would change that. */
export function admissionRefusal(message: string): string {
  const rule = RULES.find(({ pattern }) => pattern.test(message));
  return rule === undefined ? message : `${message}; ${rule.remedy}`;
}

/** Creates a pod; an admission's no becomes a sentence that a job can wait with. */
export async function orNotAdmitted<T>(create: () => Promise<T>): Promise<T> {
  try {
    return await create();
  } catch (error) {
    if (!isSlipwayError(error) || !RULES.some(({ pattern }) => pattern.test(error.message))) throw error;
    throw new SlipwayError("SLIP-RUN-012", admissionRefusal(error.message), { cause: error });
  }
}
