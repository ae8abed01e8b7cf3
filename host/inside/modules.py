"""Makes a database and installs, updates or uninstalls addons in it, through the host's own
machinery.
"""

import json

import bridge

STATE_KEY = "crm_host.state"


def environment(registry, cr):
    from odoo.api import SUPERUSER_ID, Environment

    return Environment(cr, SUPERUSER_ID, {})


def apply(asked):
    """Install ``install`` and update ``update``; with ``fresh`` the database is made first."""
    from odoo.modules.registry import Registry
    from odoo.service.db import _create_empty_database

    database, install, update = asked["database"], set(asked["install"]), set(asked["update"])
    if asked.get("fresh"):
        _create_empty_database(database)
        install.add("base")
        _load_languages(asked.get("languages"))
    registry = Registry.new(
        database,
        update_module=True,
        install_modules=install,
        upgrade_modules=update,
        new_db_demo=bool(asked.get("demo")),
    )
    with registry.cursor() as cr:
        env = environment(registry, cr)
        _check_installed(env, install | update)
        if asked.get("password"):
            env.ref("base.user_admin").password = asked["password"]
        if asked.get("state") is not None:
            env["ir.config_parameter"].set_param(STATE_KEY, json.dumps(asked["state"]))
        if asked.get("assets"):
            _compile_assets(env)
    return {}


def _compile_assets(env):
    """Compile the scripts and styles of the login page and the web client, so that the first
    visitor need not wait.
    """
    for bundle in (
        "web.assets_frontend_minimal",
        "web.assets_frontend",
        "web.assets_frontend_lazy",
        "web.assets_web",
    ):
        env["ir.qweb"]._get_asset_bundle(bundle, css=False, js=True).js()
        env["ir.qweb"]._get_asset_bundle(bundle, css=True, js=False).css()


def _load_languages(languages):
    """Let Odoo load languages while it makes the database (the same as its option --load-
    language).
    """
    if languages:
        from odoo.tools import config

        # English must be named too: Odoo makes the first of the list everybody's language and
        # leaves others inactive.
        config._cli_options["load_language"] = ",".join(["en_US", *languages])


def _check_installed(env, names):
    modules = env["ir.module.module"].search([("name", "in", list(names))])
    wrong = {module.name: module.state for module in modules if module.state != "installed"}
    wrong.update(dict.fromkeys(names - set(modules.mapped("name")), "unknown"))
    if wrong:
        listing = ", ".join(f"{name} ({state})" for name, state in sorted(wrong.items()))
        bridge.refuse(
            f"Odoo did not install: {listing}.", "Does each addon that they depend on exist?"
        )


def uninstall(asked):
    """Uninstall one addon as an administrator would in the browser, hooks included; tell what goes
    with it.
    """
    from odoo.exceptions import UserError
    from odoo.modules.registry import Registry

    registry = Registry.new(asked["database"])
    with registry.cursor() as cr:
        env = environment(registry, cr)
        module = env["ir.module.module"].search(
            [("name", "=", asked["addon"]), ("state", "=", "installed")]
        )
        if not module:
            bridge.refuse(f"{asked['addon']} is not installed in the database {asked['database']}.")
        going = sorted((module | module.downstream_dependencies()).mapped("name"))
        if asked.get("dry_run"):
            return {"going": going}
        try:
            module.button_immediate_uninstall()
        except UserError as error:
            bridge.refuse(str(error))
    with Registry(asked["database"]).cursor() as cr:
        left = environment(None, cr)["ir.module.module"].search(
            [("name", "in", going), ("state", "!=", "uninstalled")]
        )
        if left:
            bridge.refuse(
                f"Still there after the uninstallation: {', '.join(left.mapped('name'))}."
            )
        if asked.get("state") is not None:
            environment(None, cr)["ir.config_parameter"].set_param(
                STATE_KEY, json.dumps(asked["state"])
            )
    return {"going": going}


def note(asked):
    """Keep what ``./crm`` wants to remember about the database, and a new administrator's password
    when there is one.
    """
    from odoo.modules.registry import Registry

    registry = Registry(asked["database"])
    with registry.cursor() as cr:
        env = environment(registry, cr)
        if asked.get("password"):
            env.ref("base.user_admin").password = asked["password"]
        if asked.get("state") is not None:
            env["ir.config_parameter"].set_param(STATE_KEY, json.dumps(asked["state"]))
    return {}


if __name__ == "__main__":
    wanted = bridge.request()
    actions = {"apply": apply, "uninstall": uninstall, "note": note}
    bridge.answer(actions[wanted["action"]](wanted))
