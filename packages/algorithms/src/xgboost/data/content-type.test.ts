import { expect, test } from "vitest";
import { channelFormat } from "./content-type.ts";

test.each([
  [undefined, "libsvm"],
  ["text/libsvm", "libsvm"],
  ["text/x-libsvm", "libsvm"],
  ["LibSVM", "libsvm"],
  ["text/libsvm ;charset=utf8", "libsvm"],
  ["text/csv", "csv"],
  ["csv", "csv"],
  ["text/csv; label_size=1", "csv"],
])("the content type %s means %s", (contentType, format) => {
  expect(channelFormat("train", contentType)).toBe(format);
});

test.each(["application/x-parquet", "text/csv; label_size=2", "constructor"])(
  "the content type %s is refused by name",
  (contentType) => {
    expect(() => channelFormat("train", contentType)).toThrow(
      /channel train: .*(parquet|label_size=2|constructor)/,
    );
  },
);
