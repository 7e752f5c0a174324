"""Writes sequence/direction-numbers.ts: Joe and Kuo's direction numbers (new-joe-kuo-6), as SciPy ships them.

Run with SciPy 1.17.1: python direction_numbers.py > ../../sequence/direction-numbers.ts
"""

import os

import numpy
import scipy.stats

DIMENSIONS = 64

table = numpy.load(os.path.join(os.path.dirname(scipy.stats.__file__), "_sobol_direction_numbers.npz"))
print("/** Of each dimension after the first: its primitive polynomial's bits, then its initial direction numbers (Joe and Kuo 2008, new-joe-kuo-6). */")
print("export const DIRECTION_NUMBERS: readonly (readonly [polynomial: number, ...initial: number[]])[] = [")
for row in range(1, DIMENSIONS):
    polynomial = int(table["poly"][row])
    degree = polynomial.bit_length() - 1
    print(f"  [{', '.join(str(n) for n in [polynomial, *map(int, table['vinit'][row][:degree])])}],")
print("];")
