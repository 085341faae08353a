#!/usr/bin/env python3
"""Whole processes side by side: presswright, kustomize and cdk8s, for the bundle of one preset.

Each is started from nothing and writes its result; the runs take turns, so that a busy moment of the
machine meets all of them. What is compared: `presswright generate` reads, checks and writes the whole
bundle; `kubectl kustomize` only reads its manifests and prints them; the cdk8s program only prints
objects that it has at hand.

    cargo build --release --features cli
    benches/compare/run.py [--runs 30] [--preset lab] [--aim]

With --aim it ends with 1 unless presswright is 25 times faster than cdk8s and 10 times faster than
kustomize.
"""
import argparse
import json
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
AIMS = {"kubectl kustomize": 10, "cdk8s": 25}


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--runs", type=int, default=30)
    arguments.add_argument("--preset", default="lab")
    arguments.add_argument("--aim", action="store_true")
    arguments.add_argument("--program", default=HERE.parent.parent / "target/release/presswright")
    wanted = arguments.parse_args()
    for tool in ["kubectl", "node", "npm"]:
        if shutil.which(tool) is None:
            sys.exit(f"{tool} is missing: there is nothing to compare with")
    if not (HERE / "node_modules/cdk8s").is_dir():
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=HERE, check=True)
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(compare(pathlib.Path(folder), wanted))


def compare(folder, wanted):
    design, bundle, objects = folder / "design.yaml", folder / "bundle", folder / "objects.json"
    program = str(wanted.program)
    design.write_bytes(output([program, "new", wanted.preset]))
    output([program, "generate", design, "-o", bundle])
    manifests = folder / "manifests.yaml"
    manifests.write_bytes(output(["kubectl", "kustomize", bundle]))
    output(["node", HERE / "objects.js", manifests, objects])
    count = len(json.loads(objects.read_text()))
    commands = {
        "presswright generate (folder)": [program, "generate", design, "-o", folder / "out"],
        "presswright generate (zip)": [program, "generate", design, "-o", folder / "out.zip"],
        "presswright check": [program, "check", design],
        "kubectl kustomize": ["kubectl", "kustomize", bundle],
        "cdk8s": ["node", HERE / "synth.js", objects, folder / "dist"],
    }
    times = {name: [] for name in commands}
    for _ in range(wanted.runs):
        for name, command in commands.items():
            begin = time.perf_counter()
            output(command)
            times[name].append(1000 * (time.perf_counter() - begin))
    print(f"{wanted.preset}: {count} objects, median of {wanted.runs} runs")
    ours = statistics.median(times["presswright generate (zip)"])
    missed = 0
    for name, each in times.items():
        median = statistics.median(each)
        line = f"  {name:30} {median:8.1f} ms  (least {min(each):.1f})"
        if name in AIMS:
            ratio = median / ours
            line += f"  {ratio:5.1f} times presswright's zip; aim: at least {AIMS[name]}"
            missed += ratio < AIMS[name]
        print(line)
    return 1 if wanted.aim and missed else 0


def output(command):
    done = subprocess.run([str(part) for part in command], capture_output=True)
    if done.returncode != 0:
        sys.exit(f"{command}: {done.stderr.decode()}")
    return done.stdout


if __name__ == "__main__":
    main()
