import fc from "fast-check";
import { expect, test } from "vitest";
import { packedGradient, packedHessian, packGradients } from "./packed.ts";
import { randomStream } from "./random.ts";

const derivative = fc.tuple(
  fc.float({ min: -1000, max: 1000, noNaN: true }),
  fc.float({ min: 0, max: 1000, noNaN: true }),
);

test("packed sums are those of gradients and hessians, to the rounding of their units", () => {
  fc.assert(
    fc.property(fc.array(derivative, { minLength: 1, maxLength: 300 }), (derivatives) => {
      const rows = Uint32Array.from(derivatives.keys());
      const source = {
        gradients: Float32Array.from(derivatives, ([gradient]) => gradient),
        hessians: Float32Array.from(derivatives, ([, hessian]) => hessian),
      };
      const packed = packGradients(source, rows, randomStream(1), new Float64Array(rows.length));
      const sum = packed.values.reduce((so, value) => so + value, 0);
      expect(Number.isSafeInteger(sum)).toBe(true);
      const gradient = source.gradients.reduce((so, value) => so + value, 0);
      const hessian = source.hessians.reduce((so, value) => so + value, 0);
      expect(Math.abs(packedGradient(sum) / packed.gradientUnits - gradient)).toBeLessThanOrEqual(
        rows.length / packed.gradientUnits + 1e-2,
      );
      expect(Math.abs(packedHessian(sum) / packed.hessianUnits - hessian)).toBeLessThanOrEqual(
        rows.length / packed.hessianUnits + 1e-2,
      );
    }),
  );
});

test("equal hessians are packed without any rounding, so that min_child_weight counts rows", () => {
  const rows = Uint32Array.from({ length: 1000 }, (_, row) => row);
  const source = { gradients: new Float32Array(1000).fill(0.1), hessians: new Float32Array(1000).fill(1) };
  const packed = packGradients(source, rows, randomStream(1), new Float64Array(1000));
  const sum = packed.values.slice(0, 17).reduce((so, value) => so + value, 0);
  expect(packedHessian(sum) / packed.hessianUnits).toBe(17);
});
