import { SlipwayError } from "@slipway/model";
import { expect, test } from "vitest";
import { toAwsError } from "./aws-error.ts";

test("an error of the API server keeps its code and its words, under AWS's name", () => {
  const awsError = toAwsError(new SlipwayError("SLIP-API-006", 'models "m" is forbidden: …'));
  expect(awsError).toMatchObject({
    type: "AccessDeniedException",
    code: "SLIP-API-006",
    message: 'models "m" is forbidden: …',
  });
});

test("a field that the API server misses is told as AWS tells it", () => {
  const missing = (field: string) => ({ reason: "FieldValueRequired", message: "Required value", field });
  const awsError = toAwsError(
    new SlipwayError("SLIP-API-004", "TrainingJob is invalid: …", {
      details: { causes: [missing("spec.stoppingCondition"), missing("spec.resourceConfig")] },
    }),
  );
  expect(awsError.type).toBe("ValidationException");
  expect(awsError.message).toBe(
    "2 validation errors detected: Value null at 'stoppingCondition' failed to satisfy constraint: Member must not be null; Value null at 'resourceConfig' failed to satisfy constraint: Member must not be null",
  );
});

test("an error that nobody foresaw tells nothing of its inside", () => {
  const awsError = toAwsError(new Error("secret path /var/lib/slipway"));
  expect(awsError).toMatchObject({ type: "InternalFailure", status: 500, code: "SLIP-API-014" });
  expect(awsError.message).not.toContain("secret");
});
