"""Odoo itself: fetched as Debian's package ``odoo-19`` without touching the system, or one the user
names.
"""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
from pathlib import Path

from . import layout, proc, settings
from .ui import HostError, Step, step

SERIES = (19, 0)
FIRST_SUITE, OLD_SUITE = "sid", "bookworm"
# Odoo's fonts and three of its scripts are relative links into these packages. The two of Debian 12
# are held back because later versions moved their files.
PACKAGES = (
    "odoo-19",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-glyphicons-halflings",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
    f"fonts-font-awesome/{OLD_SUITE}",
    f"fonts-inconsolata/{OLD_SUITE}",
)
DIST_PACKAGES = Path("usr/lib/python3/dist-packages")
OTHER_WAY = (
    f"Or use an Odoo 19 you have: {settings.ENV_ODOO}=/path/to/odoo ./crm run\n"
    "(docs/administrators.md)"
)


class Odoo:
    """An Odoo on this machine: ``python_path`` makes it importable, ``addons`` hold its modules."""

    def __init__(self, python_path: Path, addons: list[Path], version: str) -> None:
        self.python_path = python_path
        self.addons = addons
        self.version = version


def find() -> Odoo:
    """Return the Odoo to use: the user's own when they named one, else the fetched one.

    :raise HostError: the named folder is no Odoo 19, or nothing has been fetched yet
    """
    chosen = settings.odoo_source()
    if chosen:
        return _from_folder(chosen)
    root = layout.host_dir() / "odoo"
    if not _is_complete(root):
        raise HostError("Odoo has not been fetched yet.", "Run ./crm run once.")
    stamp = layout.host_dir() / "state" / "odoo.json"
    version = json.loads(stamp.read_text())["version"] if stamp.exists() else "19.0"
    package = root / DIST_PACKAGES
    return Odoo(package, [package / "odoo" / "addons"], version)


def ensure() -> Odoo:
    """Return the Odoo to use, fetching it when there is none."""
    if settings.odoo_source():
        return find()
    root = layout.host_dir() / "odoo"
    stamp = layout.host_dir() / "state" / "odoo.json"
    if not (stamp.exists() and root.exists()):
        if not _is_complete(root):
            with step("Fetching Odoo 19 (about 130 MB)") as running:
                _fetch(root, running)
        layout.write_atomically(stamp, json.dumps({"version": _package_version(root)}))
    return find()


def _from_folder(folder: Path) -> Odoo:
    release = folder / "odoo" / "release.py"
    if not release.exists():
        raise HostError(
            f"{folder} is no Odoo: there is no odoo/release.py in it.",
            "Name the top of a source checkout, or the dist-packages or site-packages folder "
            "that holds 'odoo'.",
        )
    match = re.search(
        r"^version_info = \((\d+), (\d+)", release.read_text(encoding="utf-8"), re.MULTILINE
    )
    found = tuple(int(part) for part in match.groups()) if match else None
    if found != SERIES:
        raise HostError(
            f"{folder} holds another Odoo ({release.name} says {found}); the suite runs on 19.0 "
            "only."
        )
    if (folder / "odoo-bin").exists():
        addons = [path for path in (folder / "addons", folder / "odoo" / "addons") if path.is_dir()]
        return Odoo(folder, addons, f"source {_checkout_version(folder)}")
    # A folder of installed packages holds much beside Odoo that must not enter our environment:
    # link Odoo alone.
    linked = layout.sub("linked-odoo")
    link = linked / "odoo"
    if not (link.is_symlink() and link.resolve() == (folder / "odoo").resolve()):
        link.unlink(missing_ok=True)
        link.symlink_to(folder / "odoo")
    return Odoo(linked, [folder / "odoo" / "addons"], "installed 19.0")


def _checkout_version(folder: Path) -> str:
    commit = proc.quiet(["git", "-C", folder, "rev-parse", "--short", "HEAD"])
    return commit.stdout.strip() or "19.0"


def _is_complete(root: Path) -> bool:
    """Tell whether a fetched root is whole (an interrupted fetch never gets its final name)."""
    return (root / DIST_PACKAGES / "odoo" / "release.py").exists()


def _package_version(root: Path) -> str:
    for changelog in (root / "usr/share/doc/odoo-19").glob("changelog*"):
        if changelog.suffix == ".gz":
            words = proc.quiet(["zcat", changelog]).stdout.split(maxsplit=2)
            if len(words) > 1:
                return words[1].strip("()")
    return "19.0"


def debian_mirrors() -> list[str]:
    """Return the machine's own Debian mirrors, as its apt knows them."""
    listing = proc.quiet(
        ["apt-get", "indextargets", "--format", "$(REPO_URI) $(RELEASE) $(COMPONENT)"]
    )
    suites = {"stable", "testing", "unstable", "sid", "oldstable"} | {codename()}
    mirrors: list[str] = []
    for line in listing.stdout.splitlines():
        uri, _, rest = line.partition(" ")
        suite, _, component = rest.partition(" ")
        if (
            component == "main"
            and suite in suites
            and not uri.startswith("cdrom:")
            and uri not in mirrors
        ):
            mirrors.append(uri)
    return sorted(mirrors, key=lambda uri: not uri.rstrip("/").endswith("debian"))


def codename() -> str:
    try:
        text = Path("/etc/os-release").read_text(encoding="utf-8")
    except OSError:
        return ""
    match = re.search(r'^VERSION_CODENAME="?(\w+)', text, re.MULTILINE)
    return match.group(1) if match else ""


def _keyring() -> Path:
    for name in ("debian-archive-keyring.gpg", "debian-archive-keyring.pgp"):
        path = Path("/usr/share/keyrings") / name
        if path.exists():
            return path
    raise HostError(
        "Debian's archive keys are not on this machine.",
        "apt-get install debian-archive-keyring\n" + OTHER_WAY,
    )


def _fetch(root: Path, running: Step) -> None:
    """Download and unpack the packages; ``root`` appears only when all is done."""
    if not (shutil.which("apt-get") and shutil.which("dpkg")):
        raise HostError("This is no Debian: Odoo's package cannot be fetched here.", OTHER_WAY)
    mirrors = debian_mirrors()
    if not mirrors:
        raise HostError("apt on this machine knows no Debian mirror.", OTHER_WAY)
    cache = layout.sub("cache", "apt")
    options = _apt_options(cache)
    keyring = _keyring()
    for number, mirror in enumerate(mirrors, 1):
        sources = "".join(
            f"deb [signed-by={keyring}] {mirror} {suite} main\n"
            for suite in (FIRST_SUITE, OLD_SUITE)
        )
        layout.write_atomically(cache / "sources.list", sources)
        try:
            proc.run(
                ["apt-get", *options, "update"],
                what="Reading Debian's package lists",
                on_line=running.note,
            )
            break
        except HostError as error:
            if number == len(mirrors):
                raise HostError(
                    error.message, "Is the network reachable? Run it again then.\n" + OTHER_WAY
                ) from error
    debs = layout.sub("cache", "debs")
    proc.run(
        ["apt-get", *options, "download", *PACKAGES],
        what="Downloading Odoo",
        cwd=debs,
        on_line=lambda line: running.note(re.sub(r"\S+://\S+ ", "", line)),
        hint="Is the network reachable? Run it again then.\n" + OTHER_WAY,
    )
    _unpack(debs, root, running)


def _apt_options(cache: Path) -> list[str]:
    """Return options that give apt a state of its own, so that it neither reads nor changes the
    system's.
    """
    (cache / "lists" / "partial").mkdir(parents=True, exist_ok=True)
    (cache / "archives" / "partial").mkdir(parents=True, exist_ok=True)
    pairs = {
        "Dir::State": cache,
        "Dir::State::status": "/dev/null",
        "Dir::State::Lists": cache / "lists",
        "Dir::Etc::sourcelist": cache / "sources.list",
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::Etc::preferences": "/dev/null",
        "Dir::Etc::preferencesparts": "/dev/null",
        "Dir::Cache": cache,
        "Dir::Cache::archives": cache / "archives",
        "APT::Sandbox::User": "root",
        "Acquire::Retries": "3",
        "Acquire::Languages": "none",
        "APT::Update::Error-Mode": "any",
    }
    return [word for key, value in pairs.items() for word in ("-o", f"{key}={value}")]


def _unpack(debs: Path, root: Path, running: Step) -> None:
    fresh = root.with_name("odoo.unpacking")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    names = {package.partition("/")[0] for package in PACKAGES}
    found: dict[str, Path] = {}
    for deb in sorted(debs.glob("*.deb"), key=lambda path: path.stat().st_mtime):
        found[deb.name.partition("_")[0]] = deb
    if missing := names - set(found):
        raise HostError(f"apt delivered no file for {', '.join(sorted(missing))}.", "Run it again.")
    for name in sorted(names):
        running.note(f"unpacking {name}")
        proc.run(["dpkg", "-x", found[name], fresh], what=f"Unpacking {name}")
    dangling = _dangling_links(fresh)
    if dangling:
        raise HostError(
            "Odoo's package links to files that none of its companions holds: "
            + ", ".join(map(str, dangling[:5])),
            "Debian changed a package. " + OTHER_WAY,
        )
    if root.is_symlink() or root.exists():
        shutil.rmtree(root)
    os.replace(fresh, root)
    shutil.rmtree(debs, ignore_errors=True)


def _dangling_links(root: Path) -> list[Path]:
    return [
        Path(folder, name).relative_to(root)
        for folder, folders, files in os.walk(root)
        for name in (*folders, *files)
        if os.path.islink(os.path.join(folder, name))
        and not os.path.exists(os.path.join(folder, name))
    ]


def manifest(path: Path) -> dict:
    """Return an addon's manifest as a dictionary (it is a literal, nothing is executed)."""
    return ast.literal_eval((path / "__manifest__.py").read_text(encoding="utf-8"))
