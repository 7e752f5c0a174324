import { expect, test } from "vitest";
import { MatrixBuilder } from "../data/matrix-builder.ts";
import { checkColumns } from "./check-columns.ts";

function wide(columns: number) {
  const builder = new MatrixBuilder();
  builder.addEntry(columns - 1, 1);
  builder.endRow(0, undefined);
  return builder.build();
}

test("validation rows may have fewer columns than training rows, and none more", () => {
  checkColumns({ training: wide(3), validation: undefined });
  checkColumns({ training: wide(3), validation: wide(2) });
  expect(() => checkColumns({ training: wide(3), validation: wide(4) })).toThrow(
    "the channel validation has 4 columns of features, the channel train has 3",
  );
});
