from . import models, wizard

from odoo import Command

# stock entries that the app's own menu replaces: two lead lists and two pipelines would confuse
REPLACED_MENUS = (
    "crm.crm_menu_sales",
    "crm.crm_menu_leads",
    "crm.menu_crm_config_opportunity",
    "crm.menu_crm_config_lead",
)


def post_init_hook(env):
    """Give every internal user the CRM role, and hide the stock menus that ours replace.

    New users get the role through the host's default user group.
    """
    users = env["res.users"].search([("share", "=", False)])
    users.write({"group_ids": [Command.link(env.ref("crm_access.group_crm_user").id)]})
    _toggle_replaced_menus(env, visible=False)


def uninstall_hook(env):
    """Give the stock menus back and leave the tasks where they are.

    The host deletes what an addon's data created; with the default task funnel, which is a
    project, all of its tasks would go.
    """
    _toggle_replaced_menus(env, visible=True)
    env["ir.model.data"].search(
        [
            ("module", "=", "crm_core"),
            ("model", "in", ["project.project", "project.task.type"]),
        ]
    ).unlink()


def _toggle_replaced_menus(env, visible):
    for xmlid in REPLACED_MENUS:
        menu = env.ref(xmlid, raise_if_not_found=False)
        if menu:
            menu.active = visible
