"""Third-party files and locks: complete, and asking nothing from elsewhere."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "static" / "vendor"
PACKAGES = sorted(folder for folder in VENDOR.iterdir() if folder.is_dir())


@pytest.mark.parametrize("folder", PACKAGES, ids=lambda folder: folder.name)
def test_each_vendored_package_states_its_licence_and_version(folder):
    assert (folder / "LICENSE").stat().st_size > 400
    version = (folder / "VERSION").read_text().strip()
    assert re.search(
        rf"^\| `{folder.name}/` .*\| {re.escape(version)} \|", (VENDOR / "README.md").read_text(), re.M
    )


def test_vendored_style_sheets_load_only_files_of_this_server():
    for sheet in VENDOR.rglob("*.css"):
        for target in re.findall(r"""url\(["']?([^"')]+)""", sheet.read_text()):
            assert (sheet.parent / target).is_file(), f"{sheet}: {target}"


def test_nothing_vendored_names_a_missing_source_map():
    for file in [*VENDOR.rglob("*.css"), *VENDOR.rglob("*.js")]:
        assert "sourceMappingURL" not in file.read_text(), file


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_package_is_pinned_with_hashes_and_no_address(name):
    text = (ROOT / name).read_text()
    assert not re.search(r"^-|://|^\S+ @ ", text, re.M)
    for block in re.split(r"^(?=[a-z0-9])", text, flags=re.M)[1:]:
        assert re.match(r"[a-z0-9._-]+(\[[a-z,]+\])?==\S+", block), block.splitlines()[0]
        assert "--hash=sha256:" in block, block.splitlines()[0]


def test_both_locks_pin_the_same_releases():
    pins = [
        set(re.findall(r"^([a-z0-9._-]+)==(\S+)", (ROOT / name).read_text(), re.M))
        for name in ("requirements.lock", "requirements-dev.lock")
    ]
    assert pins[0] <= pins[1]


def test_every_declared_dependency_says_why():
    text = (ROOT / "pyproject.toml").read_text().split("[build-system]")[0]
    declared = re.findall(r'^    "[a-z0-9-]+.*$', text, re.M)
    assert declared
    for line in declared:
        assert re.search(r'",\s+# \S', line), line
