/** A symmetric matrix by rows, or the lower triangle of its factor; `size` rows of `size` numbers. */
export type Square = Float64Array;

/**
 * Factors a positive definite matrix into L Lᵀ, in place: its lower triangle becomes L, what is above keeps what it had.
 * False where the matrix is not positive definite to the machine's precision.
 */
export function factor(matrix: Square, size: number, from = 0): boolean {
  for (let row = from; row < size; row++) {
    const at = row * size;
    for (let column = 0; column <= row; column++) {
      const other = column * size;
      let sum = matrix[at + column] as number;
      for (let k = 0; k < column; k++) sum -= (matrix[at + k] as number) * (matrix[other + k] as number);
      if (column < row) matrix[at + column] = sum / (matrix[other + column] as number);
      else if (sum > 0) matrix[at + row] = Math.sqrt(sum);
      else return false;
    }
  }
  return true;
}

/** Solves L x = vector, in place. */
export function solveLower(lower: Square, size: number, vector: Float64Array): void {
  for (let row = 0; row < size; row++) {
    const at = row * size;
    let sum = vector[row] as number;
    for (let k = 0; k < row; k++) sum -= (lower[at + k] as number) * (vector[k] as number);
    vector[row] = sum / (lower[at + row] as number);
  }
}

/** Solves Lᵀ x = vector, in place. */
export function solveUpper(lower: Square, size: number, vector: Float64Array): void {
  for (let row = size - 1; row >= 0; row--) {
    const at = row * size;
    const value = (vector[row] as number) / (lower[at + row] as number);
    vector[row] = value;
    for (let k = 0; k < row; k++) vector[k] = (vector[k] as number) - (lower[at + k] as number) * value;
  }
}

/** The lower triangle of (L Lᵀ)⁻¹. */
export function inverseOf(lower: Square, size: number): Square {
  const inverted = invertLower(lower, size);
  const inverse = new Float64Array(size * size);
  for (let k = 0; k < size; k++) {
    const at = k * size;
    for (let row = 0; row <= k; row++) {
      const left = inverted[at + row] as number;
      const to = row * size;
      for (let column = 0; column <= row; column++) {
        inverse[to + column] = (inverse[to + column] as number) + left * (inverted[at + column] as number);
      }
    }
  }
  return inverse;
}

/** L⁻¹, by rows. */
function invertLower(lower: Square, size: number): Square {
  const inverted = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    const at = row * size;
    const diagonal = 1 / (lower[at + row] as number);
    for (let k = 0; k < row; k++) {
      const left = -(lower[at + k] as number) * diagonal;
      const from = k * size;
      for (let column = 0; column <= k; column++) {
        inverted[at + column] =
          (inverted[at + column] as number) + left * (inverted[from + column] as number);
      }
    }
    inverted[at + row] = diagonal;
  }
  return inverted;
}
