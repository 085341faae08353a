"""Reads every YAML file of a bundle by YAML 1.1 and by YAML 1.2, and fails where they differ.

kubectl and Ruby read 1.1, many other tools 1.2: `no`, `0o644`, `1_000` and `12:30` mean different
things to them. A bundle holds only what both take for the same value of the same type.
"""

import re
import sys
from pathlib import Path

import yaml
from ruamel.yaml import YAML

# What the two readers here agree on although the two standards do not: single letters are truth
# values in 1.1, and so are numbers with underscores numbers and days a time.
AMBIGUOUS = re.compile(r"[yYnN]|[-+]?[0-9.]+_[0-9_.]*|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*")


def typed(value):
    """The value with its types spelled out, since to Python `True == 1 == 1.0`."""
    if isinstance(value, dict):
        return {typed(key): typed(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [typed(item) for item in value]
    for kind in (bool, int, float, str):
        if isinstance(value, kind):
            return f"{kind.__name__} {value!r}"
    return f"{type(value).__name__} {value!r}"


def difference(left, right, place=""):
    """The first place where two values differ, and both values there."""
    if isinstance(left, dict) and isinstance(right, dict) and left.keys() == right.keys():
        pairs = [(f"{place}.{key}", left[key], right[key]) for key in left]
    elif isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        pairs = [(f"{place}[{number}]", *pair) for number, pair in enumerate(zip(left, right))]
    else:
        return None if left == right else f"{place or 'top'}: 1.1 reads {left}, 1.2 reads {right}"
    return next(filter(None, (difference(a, b, inner) for inner, a, b in pairs)), None)


def read_both(text):
    """All documents of a text, by YAML 1.1 and by YAML 1.2."""
    newer = YAML(typ="safe", pure=True)
    newer.version = (1, 2)
    return [typed(d) for d in yaml.safe_load_all(text)], [typed(d) for d in newer.load_all(text)]


def ambiguous(text):
    """The first plain scalar that the standards read differently."""
    for token in yaml.scan(text):
        if isinstance(token, yaml.ScalarToken) and token.plain and AMBIGUOUS.fullmatch(token.value):
            return f"line {token.start_mark.line + 1}: {token.value} needs quotes"
    return None


def main(folder):
    files = sorted(path for path in Path(folder).rglob("*") if path.suffix in (".yaml", ".yml"))
    if not files:
        return f"{folder} holds no YAML file"
    for path in files:
        text = path.read_text(encoding="utf-8")
        found = ambiguous(text) or difference(*read_both(text))
        if found:
            return f"{path}: {found}"
    print(f"{len(files)} YAML files mean the same in 1.1 and 1.2")
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
