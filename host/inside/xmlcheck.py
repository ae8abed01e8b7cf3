"""Checks the XML files of addons: well formed, valid by the host's schema, without what Odoo 19
gave up.
"""

import sys
from pathlib import Path

from lxml import etree

import odoo.release

GONE_ELEMENTS = {"tree": "list", "openerp": "odoo"}
GONE_ATTRIBUTES = {
    "attrs": "invisible=, readonly=, required= with an expression",
    "states": "invisible= with an expression",
    "t-esc": "t-out",
    "t-raw": "t-out",
}
GONE_FIELDS = {"groups_id": "group_ids"}
GONE_TEMPLATES = {"kanban-box": "card", "kanban-menu": "menu"}


def problems_of(path, schema):
    try:
        document = etree.parse(str(path))
    except etree.XMLSyntaxError as error:
        return [f"{path}:{error.lineno}: {error.msg}"]
    found = []
    for element in document.iter(etree.Element):
        where = f"{path}:{element.sourceline}"
        if element.tag in GONE_ELEMENTS:
            found.append(f"{where}: <{element.tag}> is now <{GONE_ELEMENTS[element.tag]}>")
        for name, instead in GONE_ATTRIBUTES.items():
            if element.get(name) is not None and element.tag != "attribute":
                found.append(f"{where}: {name}= is gone, use {instead}")
        if (
            element.tag == "field"
            and element.get("name") in GONE_FIELDS
            and "static" not in path.parts
        ):
            found.append(
                f"{where}: {element.get('name')} is now {GONE_FIELDS[element.get('name')]}"
            )
        if element.get("t-name") in GONE_TEMPLATES and element.getparent().tag == "templates":
            if "static" not in path.parts:
                found.append(
                    f"{where}: t-name={element.get('t-name')} is now "
                    f"{GONE_TEMPLATES[element.get('t-name')]}"
                )
        if element.tag == "group" and element.get("expand") is not None:
            found.append(f"{where}: a search view's <group> takes no expand=")
    if document.getroot().tag == "odoo" and not schema.validate(document):
        found += [f"{path}:{error.line}: {error.message}" for error in schema.error_log]
    return found


def main(folders):
    host = Path(odoo.release.__file__).resolve().parent
    schema = etree.RelaxNG(etree.parse(str(host / "import_xml.rng")))
    found = []
    for folder in folders:
        for path in sorted(Path(folder).rglob("*.xml")):
            if "lib" not in path.parts:
                found += problems_of(path, schema)
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
