from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import FieldCommon


@tagged("post_install", "-at_install")
class TestCrmFieldLimits(FieldCommon):
    """How long texts may be. Nothing is ever cut."""

    def test_text(self):
        """A text of 150 characters is stored whole, one of 151 is refused by name.

        Covers: SET-12
        """
        field = self._make_field("Hobby horse")
        name = field.column_name
        partner = self._make_person(**{name: "ы" * 150})
        self.assertEqual(partner[name], "ы" * 150)
        with self.assertRefused(ValidationError, "“Hobby horse” of .*Petrov.* is 151 characters"):
            partner[name] = "ы" * 151
        with self.assertRefused(ValidationError, "is 151 characters long; 150 are allowed"):
            self._make_person(crm_last_name="Other", **{name: "x" * 151})

    def test_text_area(self):
        """A text area takes 25 lines of 150 characters; longer lines wrap and count.

        Covers: SET-12
        """
        field = self._make_field("Story", kind="text_area", target="deal")
        name = field.column_name
        deal = self._make_deal(**{name: "\n".join(["x" * 150] * 25)})
        for wrong in ("\n".join(["x"] * 26), "x" * (150 * 25 + 1)):
            with self.assertRefused(ValidationError, "“Story” of Call center is 26 lines long; 25"):
                deal[name] = wrong

    def test_import(self):
        """An import says in which row the text is too long.

        Covers: SET-12
        """
        field = self._make_field("Hobby horse", size=3)
        result = (
            self.env["res.partner"]
            .with_user(self.alice)
            .load(
                ["crm_first_name", "crm_last_name", field.column_name],
                [["Anna", "Good", "Go"], ["Boris", "Bad", "Chess"]],
            )
        )
        self.assertFalse(result["ids"])
        self.assertIn("5 characters long; 3 are allowed", str(result["messages"]))

    def test_settings(self):
        """The limits have limits, and never fall below what is stored.

        Covers: SET-12
        """
        for values, text in (
            ({"size": 151}, "between 1 and 150"),
            ({"size": 0}, "between 1 and 150"),
            ({"kind": "text_area", "lines": 26}, "between 1 and 25"),
            ({"kind": "text_area", "columns": 151}, "between 1 and 150"),
        ):
            with self.assertRefused(ValidationError, text):
                self._make_field("Hobby horse", **values)
        field = self._make_field("Hobby horse")
        area = self._make_field("Story", kind="text_area")
        self._make_person(**{field.column_name: "Chess", area.column_name: "1\n2\n34567"})
        with self.assertRefused(ValidationError, "cannot be made smaller: 1 records"):
            field.size = 4
        field.size = 5
        area.write({"lines": 3, "columns": 5})
        for values in ({"lines": 2}, {"columns": 4}):
            with self.assertRefused(ValidationError, "“Story” cannot be made smaller: 1 records"):
                area.write(values)

    def test_required(self):
        """What cannot be filled in cannot be required."""
        for kind in ("checkbox", "heading"):
            with self.assertRefused(ValidationError, "nothing to fill in"):
                self._make_field("Member", kind=kind, required=True)
