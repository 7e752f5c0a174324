"""Writes reference.json: what NumPy, SciPy, scikit-learn and mpmath answer where the tests ask the same of ours.

Run with numpy 2.4, scipy 1.17.1, scikit-learn 1.9.1, mpmath 1.4.1: python reference.py > ../reference.json
"""

import json
import warnings

import mpmath
import numpy as np
from scipy.optimize import minimize, rosen, rosen_der
from scipy.stats import qmc, truncnorm
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel

mpmath.mp.dps = 60
warnings.filterwarnings("ignore")
random = np.random.default_rng(16)


def normal(z):
    z = mpmath.mpf(z)
    return {"z": float(z), "density": float(mpmath.npdf(z)), "cumulative": float(mpmath.ncdf(z))}


def log_improvement(mean, deviation, best):
    """log E[max(best - Y, 0)] for a normal Y, and its derivatives, in 60 digits."""

    def value(m, s):
        z = (best - m) / s
        # Where the closed form cancels, 60 digits are more than enough for z > -20.
        return mpmath.log(s * (mpmath.npdf(z) + z * mpmath.ncdf(z)))

    m, s = mpmath.mpf(mean), mpmath.mpf(deviation)
    return {
        "mean": mean,
        "deviation": deviation,
        "best": best,
        "value": float(value(m, s)),
        "byMean": float(mpmath.diff(lambda at: value(at, s), m)),
        "byDeviation": float(mpmath.diff(lambda at: value(m, at), s)),
    }


def cholesky(size):
    root = random.normal(size=(size, size))
    matrix = root @ root.T + size * 0.1 * np.eye(size)
    right = random.normal(size=size)
    return {
        "matrix": matrix.tolist(),
        "lower": np.linalg.cholesky(matrix).tolist(),
        "right": right.tolist(),
        "solution": np.linalg.solve(matrix, right).tolist(),
        "inverse": np.linalg.inv(matrix).tolist(),
    }


def gaussian_process():
    points, at = random.uniform(size=(14, 3)), random.uniform(size=(4, 3))
    targets = np.sin(5 * points[:, 0]) + 2 * points[:, 1] ** 2 - 1
    signal, lengths, noise, additive = 1.7, [0.4, 0.9, 2.5], 0.03, 0.35
    plain = ConstantKernel(signal * (1 - additive)) * Matern(lengths, nu=2.5)
    for dimension in range(3):
        alone = [length if dimension == index else 1e15 for index, length in enumerate(lengths)]
        plain += ConstantKernel(signal * additive / 3) * Matern(alone, nu=2.5)
    noisy = plain + WhiteKernel(noise)
    likelihood = GaussianProcessRegressor(noisy, alpha=1e-20, optimizer=None).fit(points, targets).log_marginal_likelihood(noisy.theta)
    mean, deviation = GaussianProcessRegressor(plain, alpha=noise, optimizer=None).fit(points, targets).predict(at, return_std=True)
    return {
        "points": points.tolist(),
        "targets": targets.tolist(),
        "signal": signal,
        "lengths": lengths,
        "noise": noise,
        "additive": additive,
        "logLikelihood": likelihood,
        "at": at.tolist(),
        "mean": mean.tolist(),
        "deviation": deviation.tolist(),
    }


def bounded_minimum():
    start, bounds = [-1.0, 2.0, 0.3, -0.5], [(-2, 0.8), (-2, 2), (-2, 2), (-2, 0.3)]
    found = minimize(rosen, start, jac=rosen_der, bounds=bounds, method="L-BFGS-B", options={"ftol": 1e-15, "gtol": 1e-10})
    return {"start": start, "bounds": bounds, "point": found.x.tolist(), "value": found.fun}


def mixture():
    """A uniform component and one product of normals cut off at 0 and 1 around each centre, all of the same weight."""
    centres, at = random.uniform(size=(5, 2)), random.uniform(size=(6, 2))
    width = 0.2 * 5 ** (-1 / (2 + 4))
    density = np.ones(len(at))
    for centre in centres:
        density += np.prod(truncnorm.pdf(at, -centre / width, (1 - centre) / width, loc=centre, scale=width), axis=1)
    return {"centres": centres.tolist(), "at": at.tolist(), "logDensity": np.log(density / 6).tolist()}


json.dump(
    {
        "normal": [normal(z) for z in [-37, -12, -5, -2.5, -2, -1.99, -1, -0.3, 0, 0.7, 1.5, 2, 2.01, 4, 7]],
        "quantile": [[p, float(mpmath.sqrt(2) * mpmath.erfinv(2 * mpmath.mpf(p) - 1))] for p in [1e-12, 1e-4, 0.02, 0.024, 0.03, 0.2, 0.5, 0.77, 0.99]],
        "logImprovement": [
            log_improvement(*case)
            for case in [(0, 1, 0), (0.3, 0.5, 0.1), (1, 0.2, 0), (0, 1, 3), (2.1, 1, 0), (1.99, 1, 0), (3, 0.3, 0), (5, 0.3, 0.1), (-2, 0.01, 0), (19, 1, 0)]
        ],
        "cholesky": cholesky(6),
        "gaussianProcess": gaussian_process(),
        "boundedMinimum": bounded_minimum(),
        "mixture": mixture(),
        # In Gray code order; the first 16 points of eight dimensions, of 64 by SciPy.
        "sobol": qmc.Sobol(64, scramble=False).random(16)[:, [0, 1, 2, 5, 12, 29, 40, 63]].tolist(),
    },
    __import__("sys").stdout,
    indent=1,
)
print()
