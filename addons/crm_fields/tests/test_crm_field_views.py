from lxml import etree

from odoo.tests import Form, tagged

from .common import FieldCommon

CONTACT_FORM = "crm_core.crm_contact_view_form"


@tagged("post_install", "-at_install")
class TestCrmFieldViews(FieldCommon):
    """Where custom fields appear."""

    def _arch(self, model, xmlid, kind, user=None):
        Model = self.env[model].with_user(user or self.alice)
        arch = Model.get_views([(self.env.ref(xmlid).id, kind)])["views"][kind]["arch"]
        return etree.fromstring(arch)

    def _names(self, *args, **kwargs):
        arch = self._arch(*args, **kwargs)
        names = [node.get("name") for node in arch.iter("field", "filter")]
        return [name for name in names if name and name.startswith("x_crm_")]

    def test_everywhere_at_once(self):
        """A new field is on the card, in lists and in search, for users, at once.

        Covers: GEN-07, SET-09, DEAL-04
        """
        cases = {
            "contact": ("res.partner", "crm_contact_view_{}"),
            "lead": ("crm.lead", "crm_lead_view_{}"),
            "deal": ("crm.lead", "crm_deal_view_{}"),
        }
        for target, (model, xmlid) in cases.items():
            name = self._make_field(f"New on {target}", target=target).column_name
            for kind in ("form", "list", "search"):
                view = "crm_core." + xmlid.format(kind)
                self.assertIn(name, self._names(model, view, kind), view)
        deal_form = self._names("crm.lead", "crm_core.crm_deal_view_form", "form")
        self.assertEqual(deal_form, ["x_crm_text_new_on_deal"])
        arch = self._arch("res.partner", "crm_core.crm_contact_view_list", "list")
        [node] = arch.xpath("//field[@name='x_crm_text_new_on_contact']")
        self.assertEqual(node.get("optional"), "hide")

    def test_scope(self):
        """Fields of persons and companies show where they belong, and are required there only.

        Covers: SET-12, GEN-20
        """
        person = self._make_field("Hobby horse", target="person", required=True)
        company = self._make_field("Branch", target="company")
        both = self._make_field("Nickname of all", target="contact")
        arch = self._arch("res.partner", CONTACT_FORM, "form")
        invisible = {
            node.get("name"): node.get("invisible")
            for node in arch.xpath("//group[@name='crm_custom_fields']//field")
        }
        self.assertEqual(
            invisible,
            {person.column_name: "is_company", company.column_name: "not is_company"}
            | {both.column_name: None},
        )
        Partner = self.env["res.partner"].with_user(self.alice)
        with Form(Partner.with_context(default_is_company=True), CONTACT_FORM) as form:
            form.name = "Romashka"
        with self.assertRaisesRegex(AssertionError, f"{person.column_name}.*required"):
            with Form(Partner, CONTACT_FORM) as form:
                form.crm_first_name, form.crm_last_name = "Ivan", "Petrov"

    def test_order_and_headings(self):
        """The order of the settings is the order of the card; headings part the fields.

        Covers: SET-12
        """
        fields_ = self.env["crm.field"].with_user(self.crm_admin)
        for name in ("First", "Second", "Third", "Fourth"):
            fields_ |= self._make_field(name, kind="heading" if name == "Second" else "text")
        self.assertEqual(self._layout(), [(None, ["First"]), ("Second", ["Third", "Fourth"])])
        for sequence, field in enumerate(reversed(fields_)):
            field.sequence = sequence
        self.assertEqual(self._layout(), [(None, ["Fourth", "Third"]), ("Second", ["First"])])
        fields_[1].active = fields_[2].active = False
        self.assertEqual(self._layout(), [(None, ["Fourth", "First"])])

    def _layout(self):
        """Heading and labels of each block of custom fields on the contact's card."""
        arch = self._arch("res.partner", CONTACT_FORM, "form")
        labels = {
            name: values["string"]
            for name, values in self.env["res.partner"].fields_get(attributes=["string"]).items()
        }
        return [
            (block.get("string"), [labels[node.get("name")] for node in block.iter("field")])
            for block in arch.xpath("//group[@name='crm_custom_fields']/group")
        ]

    def test_markup_in_labels(self):
        """Labels and options with markup and quotes are text, on the card and in lists.

        Covers: SET-12
        """
        evil = """<script>alert('1')</script> & "quotes" ' ]]>"""
        heading = self._make_field(evil, kind="heading")
        field = self._make_field(evil, options=[evil])
        flag = self._make_field(f"{evil} 2", kind="checkbox")
        blocks = self._layout()
        self.assertEqual(blocks, [(evil, [evil, f"{evil} 2"])])
        Partner = self.env["res.partner"].with_user(self.alice)
        arch = Partner.get_views([(self.env.ref(CONTACT_FORM).id, "form")])["views"]["form"]["arch"]
        self.assertNotIn("<script", arch)
        search = self._arch("res.partner", "crm_core.crm_contact_view_search", "search")
        [node] = search.xpath(f"//filter[@name='{flag.column_name}']")
        self.assertEqual(node.get("string"), f"{evil} 2")
        value = field.option_ids.value
        self.assertEqual(value, "script_alert_1_script_quotes")
        self.alice.group_ids += self.env.ref("base.group_allow_export")
        partner = self._make_person(**{field.column_name: value})
        self.assertEqual(partner.export_data([field.column_name])["datas"], [[evil]])
        self.assertTrue(heading.exists())

    def test_outsiders_see_nothing(self):
        """The views of those without the CRM role are as without the addon."""
        self._make_field("Hobby horse")
        self._make_field("Member", kind="checkbox")
        self._make_field("Section", kind="heading")
        for kind in ("form", "list", "search"):
            view = f"crm_core.crm_contact_view_{kind}"
            self.assertFalse(self._names("res.partner", view, kind, user=self.outsider))
        arch = self._arch("res.partner", CONTACT_FORM, "form", user=self.outsider)
        self.assertFalse(arch.xpath("//group[@string='Section']"))

    def test_search_filters(self):
        """Checkbox and date are filters that a click sets.

        Covers: SET-09
        """
        flag = self._make_field("Member", kind="checkbox")
        date = self._make_field("Contract end", kind="date")
        arch = self._arch("res.partner", "crm_core.crm_contact_view_search", "search")
        [node] = arch.xpath(f"//filter[@name='{flag.column_name}']")
        self.assertEqual(node.get("domain"), f"[('{flag.column_name}', '=', True)]")
        [node] = arch.xpath(f"//filter[@name='{date.column_name}']")
        self.assertEqual(node.get("date"), date.column_name)

    def test_query_count(self):
        """A page of the list costs as many queries with forty custom fields as without."""
        for number in range(5):
            self._make_person(crm_last_name=f"Number {number}")

        def page(*names):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["res.partner"].with_user(self.alice).web_search_read(
                [("crm_customer", "=", True)],
                {name: {} for name in ("name", "phone", *names)},
                limit=80,
            )
            return self.env.cr.sql_log_count - before

        page()
        before = page()
        fields_ = (
            self.env["crm.field"]
            .with_user(self.crm_admin)
            .create([{"name": f"Measure {number}"} for number in range(40)])
        )
        page()
        self.assertEqual(page(*fields_.mapped("column_name")), before)
