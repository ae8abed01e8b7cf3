"""Exports translation templates from a database and brings the translations in step with them."""

import io
from pathlib import Path

import bridge
import polib

LANGUAGES = ("ru", "uk")


def exported(env, name):
    """Return the addon's terms as the host exports them."""
    from odoo.tools.translate import trans_export

    buffer = io.BytesIO()
    if not trans_export(None, [name], buffer, "po", env):
        return None
    return polib.pofile(buffer.getvalue().decode())


def terms(catalogue):
    """Return what identifies the terms of a catalogue; dates and places do not."""
    return {(entry.msgctxt, entry.msgid) for entry in catalogue if not entry.obsolete}


def step_addon(folder, name, fresh, check):
    """Bring one addon's files in step (or, with ``check``, say what is out of step);
    return the problems.
    """
    problems = []
    target = folder / "i18n" / f"{name}.pot"
    current = polib.pofile(str(target)) if target.exists() else polib.POFile()
    if terms(current) != terms(fresh):
        if check:
            count = len(terms(current) ^ terms(fresh))
            problems.append(f"{name}: {target.name} is out of step by {count} terms: ./crm i18n")
        else:
            target.parent.mkdir(exist_ok=True)
            fresh.save(str(target))
    for language in LANGUAGES:
        problems += step_language(folder / "i18n" / f"{language}.po", name, language, fresh, check)
    return problems


def step_language(path, name, language, fresh, check):
    """The same for one language; untranslated terms are problems in either case."""
    if path.exists():
        catalogue = polib.pofile(str(path), wrapwidth=78)
    else:
        catalogue = polib.POFile()
        catalogue.metadata = {**fresh.metadata, "Language": language}
    before = str(catalogue)
    catalogue.merge(fresh)
    if not check:
        borrow(catalogue, language)
    for entry in catalogue.obsolete_entries():
        catalogue.remove(entry)
    if not check and (str(catalogue) != before or not path.exists()):
        catalogue.save(str(path))
    left = [*catalogue.untranslated_entries(), *catalogue.fuzzy_entries()]
    return [f"{name}: {language}.po does not translate {entry.msgid!r}" for entry in left]


def borrow(catalogue, language):
    """Fill in what the host translates already in its base module, such as "Created on"."""
    from odoo.modules.module import get_module_path

    path = Path(get_module_path("base")) / "i18n" / f"{language}.po"
    known = {entry.msgid: entry.msgstr for entry in polib.pofile(str(path)) if entry.translated()}
    for entry in catalogue.untranslated_entries():
        entry.msgstr = known.get(entry.msgid, "")


def main(asked):
    from odoo.api import SUPERUSER_ID, Environment
    from odoo.modules.registry import Registry

    problems = []
    with Registry(asked["database"]).cursor() as cr:
        env = Environment(cr, SUPERUSER_ID, {})
        for name, folder in asked["addons"].items():
            fresh = exported(env, name)
            if fresh is not None and len(fresh):
                problems += step_addon(Path(folder), name, fresh, asked["check"])
        cr.rollback()
    return {"problems": problems}


if __name__ == "__main__":
    bridge.answer(main(bridge.request()))
