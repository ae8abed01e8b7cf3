"""The request the web client makes for the first page of a list."""

from lxml import etree

from odoo.tools.safe_eval import safe_eval

PAGE = 80
COUNT_LIMIT = 10_000
TAG_WIDGETS = ("many2many_tags", "many2many_tags_avatar")


def first_page(env, action_xmlid):
    """What `web_search_read` of an action's list is called with.

    :param str action_xmlid: a window action with a list view
    :return: the model, with the action's context, and the keyword arguments
    :rtype: tuple[odoo.models.BaseModel, dict]
    """
    action = env["ir.actions.act_window"]._for_xml_id(action_xmlid)
    values = {"uid": env.uid, "context": dict(env.context), "user": env.user}
    context = safe_eval(action["context"] or "{}", values)
    domain = safe_eval(action["domain"] or "[]", values)
    view_id = next((view for view, mode in action["views"] if mode == "list"), False)
    model = env[action["res_model"]].with_context(**context, bin_size=True)
    arch = etree.fromstring(model.get_view(view_id, "list")["arch"])
    count_limit = int(arch.get("count_limit", COUNT_LIMIT))
    return model, {
        "domain": domain,
        "specification": specification(model, arch),
        "limit": int(arch.get("limit", PAGE)),
        "order": arch.get("default_order") or "",
        # one more, so that the client can write "1000+"
        "count_limit": count_limit + 1,
    }


def specification(model, arch):
    """The fields a list asks for, invisible and optional columns included."""
    wanted = {}
    for node in arch.iter("field"):
        name = node.get("name")
        field = model._fields[name]
        if field.type in ("many2one", "reference"):
            wanted[name] = {"fields": {"display_name": {}}}
        elif node.get("widget") in TAG_WIDGETS:
            wanted[name] = {"fields": {"display_name": {}, "color": {}}}
        else:
            wanted[name] = {}
    return wanted
