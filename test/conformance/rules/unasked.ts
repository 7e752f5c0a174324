import type { Ability } from "./driver.ts";

/** How many cases each door is not asked, by what it lacks; its driver says why. None is left out unnoticed. */
export const UNASKED: Readonly<Record<string, Readonly<Partial<Record<Ability, number>>>>> = {
  "the API server": {},
  "the store seam": {
    "address apart from the object": 2,
    "dry run": 2,
    "field selectors": 3,
    "field validation": 1,
    "free options": 1,
    managers: 3,
    patch: 15,
  },
  "the Kubernetes door": {},
  "the AWS door": { "any kind": 80, "storing before judging": 3, update: 3 },
};
