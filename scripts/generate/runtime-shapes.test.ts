import { expect, test } from "vitest";
import { SAGEMAKER_RUNTIME } from "../../packages/model/src/aws/sagemaker-runtime/service.ts";
import { serviceModel } from "./source/service-model.ts";

/** Members that the door reads elsewhere, or that the service model of the test does not have yet. */
const ELSEWHERE = ["Body"];

test.each(["InvokeEndpointInput", "InvokeEndpointWithResponseStreamInput"])(
  "members of %s have the bounds that AWS's service model gives them",
  (inputName) => {
    const { shapes } = serviceModel("sagemaker-runtime");
    const input = shapes[inputName];
    const theirs = Object.entries(input?.members ?? {})
      .filter(([member]) => !ELSEWHERE.includes(member))
      .map(([member, { shape }]) => {
        const { min, max, sensitive = false } = shapes[shape] ?? {};
        return [member, { min, max, sensitive }];
      });
    const { shapes: ours } = SAGEMAKER_RUNTIME;
    const members = ours[inputName];
    expect(members?.type).toBe("structure");
    const named = members?.type === "structure" ? Object.entries(members.members) : [];
    const found = named.map(([member, [, name]]) => {
      const shape = ours[name];
      if (shape?.type !== "string") throw new Error(`${name} is no text`);
      const { min, max, sensitive = false } = shape;
      return [member, { min, max, sensitive }];
    });
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(theirs));
  },
);
