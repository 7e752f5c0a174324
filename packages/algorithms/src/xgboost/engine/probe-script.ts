/** Prints what a Python interpreter knows of XGBoost, and the folders where that would change. */
export const PROBE_SCRIPT = `
import json, os, site, sys
found, cuda = None, None
try:
    import xgboost
    found = xgboost.__version__
    # Older ones do not tell.
    cuda = bool(xgboost.build_info()["USE_CUDA"])
except Exception:
    pass
folders = [p for p in sys.path if p and not p.endswith(".zip")]
try:
    folders.append(site.getusersitepackages())
except Exception:
    pass
print(json.dumps({"executable": sys.executable, "xgboost": found, "cuda": cuda, "folders": sorted(set(folders))}))
`;
