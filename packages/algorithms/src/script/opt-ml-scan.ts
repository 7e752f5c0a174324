/**
 * Prints the first place, as "file:line", where Python code of the folder in argv[1] has a text that starts at
 * /opt/ml. A default beside the SM_ variable that holds the real path is fine, and so are docstrings.
 */
export const OPT_ML_SCAN = `
import ast, os, sys


def own_texts(statement):
    waiting = [c for c in ast.iter_child_nodes(statement)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.stmt):
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node
        waiting.extend(ast.iter_child_nodes(node))


def places(tree):
    for statement in ast.walk(tree):
        if not isinstance(statement, ast.stmt):
            continue
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            continue
        texts = list(own_texts(statement))
        if any(text.value.startswith("SM_") for text in texts):
            continue
        for text in texts:
            if "/opt/ml" in text.value:
                yield text.lineno


def main(root):
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in ("venv", "node_modules", "__pycache__"))
        for name in sorted(f for f in files if f.endswith(".py")):
            path = os.path.join(folder, name)
            try:
                with open(path, "rb") as source:
                    lines = sorted(places(ast.parse(source.read())))
            except (SyntaxError, ValueError, OSError):
                continue
            if lines:
                print("%s:%d" % (os.path.relpath(path, root), lines[0]))
                return


main(sys.argv[1])
`;
