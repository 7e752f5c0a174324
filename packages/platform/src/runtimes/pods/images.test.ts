import { expect, test } from "vitest";
import { fromOneImage } from "./images.ts";

const useImage = fromOneImage({ image: "registry.example/slipway:1", baseImage: "python:3.12-slim" });
const owner = (annotations: Readonly<Record<string, string>> = {}) => ({
  apiVersion: "v1",
  kind: "Owner",
  metadata: { name: "owner", annotations },
});

test("a built-in algorithm is a program of the one image", () => {
  expect(useImage("slipway.dev/xgboost", owner())).toEqual({
    image: "registry.example/slipway:1",
    command: ["/usr/local/bin/init", "/usr/local/bin/node", "/app/dist/pod.js", "algorithm", "xgboost"],
  });
});

test("another's image is run as it is written, also one named like a property", () => {
  for (const image of ["my/own:2", "constructor", "slipway.dev/other"])
    expect(useImage(image, owner())).toEqual({ image });
});

test("source code runs on the home's base image, or on the one that its object names, which stays as it is", () => {
  const use = useImage("slipway.dev/script", owner());
  expect(use.image).toBe("python:3.12-slim");
  expect(use.command?.slice(0, 2)).toEqual(["/opt/slipway/bin/init", "/opt/slipway/lib/loader"]);
  expect(use.bringer?.image).toBe("registry.example/slipway:1");
  const own = useImage("slipway.dev/script", owner({ "slipway.dev/base-image": "pytorch/pytorch:2" }));
  expect(own.image).toBe("pytorch/pytorch:2");
});
