from lxml import etree

from odoo import api, models

ANCHOR = "crm_custom_fields"
USERS = "crm_access.group_crm_user"


class CrmField(models.Model):
    """Custom fields in the views of their cards.

    Views are filled when they are read, so no stored view stands in the way of changing a field,
    and an update of the addon that owns a view changes nothing here.
    """

    _inherit = "crm.field"

    @api.model
    def _fill_view(self, arch, view, view_type, model_name):
        """Put the custom fields of a model into one of its views.

        A form and a search view offer an element named ``crm_custom_fields``; a list is one of
        ours by its class.

        :param arch: the combined view, changed in place
        :param view: the view's record, empty for one that is generated
        """
        if view_type == "form" and arch.get("js_class") == "crm_card_form":
            arch.set("crm_card", view.sudo().xml_id or model_name)
        anchors = {
            "form": f"//group[@name='{ANCHOR}']",
            "search": f"//separator[@name='{ANCHOR}']",
            "list": "/list[@js_class='crm_card_list']",
        }
        if view_type not in anchors:
            return
        anchor = next(iter(arch.xpath(anchors[view_type])), None)
        fields_ = self._shown_in(view, model_name) if anchor is not None else ()
        if fields_:
            getattr(self, f"_fill_{view_type}")(anchor, fields_)

    @api.model
    def _shown_in(self, view, model_name):
        """The active fields and headings that this view of the model shows, in their order."""
        targets = self._get_targets()
        xmlid = view.sudo().xml_id
        return self._get_fields_of(model_name).filtered(
            lambda f: f.active and xmlid not in targets[f.target]["absent"]
        )

    @api.model
    def _fill_form(self, group, fields_):
        """One block per heading, its fields in two columns that are read downwards."""
        for heading, members in self._blocks(fields_):
            attributes = {"colspan": "2", "groups": USERS}
            if heading:
                attributes |= heading._node_attributes(string=heading.name)
            block = etree.SubElement(group, "group", attributes)
            half = (len(members) + 1) // 2
            for column in members[:half], members[half:]:
                side = etree.SubElement(block, "group")
                for field in column:
                    etree.SubElement(side, "field", field._form_attributes())

    @api.model
    def _blocks(self, fields_):
        heading, members = self.browse(), self.browse()
        for field in fields_:
            if field.kind != "heading":
                members |= field
                continue
            if heading or members:
                yield heading, members
            heading, members = field, self.browse()
        yield heading, members

    @api.model
    def _fill_list(self, list_node, fields_):
        for field in fields_._with_column:
            attributes = {"name": field.column_name, "optional": "hide"}
            etree.SubElement(list_node, "field", field._node_attributes(**attributes))

    @api.model
    def _fill_search(self, separator, fields_):
        for field in fields_._with_column:
            name = field.column_name
            if field.kind == "date":
                node = etree.Element("filter", {"name": name, "string": field.name, "date": name})
            elif field.kind == "checkbox":
                domain = repr([(name, "=", True)])
                node = etree.Element(
                    "filter", {"name": name, "string": field.name, "domain": domain}
                )
            else:
                node = etree.Element("field", {"name": name})
            if node.tag == "field":
                separator.addprevious(node)
            else:
                node.set("groups", USERS)
                separator.addnext(node)
                separator.addnext(etree.Element("separator"))

    def _node_attributes(self, **attributes):
        """Attributes of a node, and when it does not apply to a record."""
        invisible = self._get_target()["invisible"]
        return {**attributes, **({"invisible": invisible} if invisible else {})}

    def _form_attributes(self):
        attributes = self._node_attributes(name=self.column_name)
        if self.required:
            attributes["required"] = (
                f"not ({attributes['invisible']})" if "invisible" in attributes else "1"
            )
        return attributes
