import { afterAll, beforeAll, describe } from "vitest";
import { feedbackByInferenceId } from "../serving/feedback.ts";
import { Home } from "./support/home.ts";

describe("what answers were worth, by InferenceId, by boto3", () => {
  let home: Home;
  beforeAll(async () => {
    home = await Home.withPython();
  });
  afterAll(() => home.down());

  feedbackByInferenceId(() => home, {
    what: "the server",
    // Nobody but the data plane is there.
    crash: async (meanwhile) => {
      home.kill();
      await meanwhile();
      await home.start();
    },
  });
});
