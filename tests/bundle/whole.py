"""Compares a bundle's zip with its folder, and its checksums with its files."""

import hashlib
import sys
import zipfile
from pathlib import Path

RUN_BY_PEOPLE = ("deploy.sh", "verify.sh", "teardown.sh", "secrets/make-secrets.sh")


def from_zip(path):
    """Every file of the zip: its name below the one top folder, its content and its mode."""
    files = {}
    with zipfile.ZipFile(path) as archive:
        damaged = archive.testzip()
        if damaged:
            sys.exit(f"{path}: {damaged} is damaged")
        for entry in archive.infolist():
            if not entry.is_dir():
                name = entry.filename.split("/", 1)[1]
                files[name] = (archive.read(entry), entry.external_attr >> 16 & 0o777)
    return files


def from_folder(path):
    """Every file of the folder: its name, its content and its mode."""
    root = Path(path)
    return {
        file.relative_to(root).as_posix(): (file.read_bytes(), file.stat().st_mode & 0o777)
        for file in root.rglob("*")
        if file.is_file()
    }


def faults_of_checksums(files):
    listed = {}
    for line in files["SHA256SUMS"][0].decode().splitlines():
        digest, name = line.split("  ", 1)
        listed[name.removeprefix("./")] = digest
    for name in sorted(files.keys() - {"SHA256SUMS"} - listed.keys()):
        yield f"SHA256SUMS does not list {name}"
    for name, digest in listed.items():
        if name not in files:
            yield f"SHA256SUMS lists {name}, which is not there"
        elif hashlib.sha256(files[name][0]).hexdigest() != digest:
            yield f"SHA256SUMS has another sum for {name}"


def faults_of_pair(zipped, foldered):
    for name in sorted(zipped.keys() ^ foldered.keys()):
        yield f"{name} is in the {'zip' if name in zipped else 'folder'} only"
    for name in sorted(zipped.keys() & foldered.keys()):
        if zipped[name][0] != foldered[name][0]:
            yield f"{name} differs between zip and folder"
        elif zipped[name][1] != foldered[name][1]:
            yield f"{name} has mode {zipped[name][1]:o} in the zip, {foldered[name][1]:o} in the folder"


def faults_of_modes(files):
    for name in RUN_BY_PEOPLE:
        if name not in files or not files[name][1] & 0o100:
            yield f"{name} is missing or not executable"
    for name, (content, mode) in files.items():
        if mode & 0o111 and not content.startswith(b"#!"):
            yield f"{name} is executable and does not begin with #!"


def main(zip_file, folder):
    zipped = from_zip(zip_file)
    faults = [
        *faults_of_pair(zipped, from_folder(folder)),
        *faults_of_checksums(zipped),
        *faults_of_modes(zipped),
    ]
    if faults:
        return "\n".join(faults)
    print(f"{len(zipped)} files are whole, in the zip as in the folder")
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
