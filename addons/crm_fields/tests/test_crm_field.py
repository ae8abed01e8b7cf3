from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import FieldCommon


@tagged("post_install", "-at_install")
class TestCrmField(FieldCommon):
    """Making, changing and deleting custom fields."""

    def test_kinds(self):
        """Each kind is a real column of its type, on each card; a heading is none.

        Covers: SET-09, SET-12, DEAL-04, GEN-07
        """
        kinds = {
            "text": "char",
            "text_area": "text",
            "checkbox": "boolean",
            "date": "date",
        }
        for kind, ttype in kinds.items():
            for target, model in (("contact", "res.partner"), ("deal", "crm.lead")):
                field = self._make_field(f"My {kind}", kind=kind, target=target)
                self.assertEqual(self.env[model]._fields[field.column_name].type, ttype)
        choice = self._make_field("My list", target="lead", options=["One", "Two"])
        self.assertEqual(
            self.env["crm.lead"].with_user(self.alice)._fields[choice.column_name].selection,
            [("one", "One"), ("two", "Two")],
        )
        heading = self._make_field("My heading", kind="heading")
        self.assertFalse(heading.column_name)

    def test_values_of_a_user(self):
        """A plain user fills, finds, groups, imports and exports what an administrator added.

        Covers: GEN-07, SET-09, DEAL-04
        """
        text = self._make_field("Hobby horse", target="contact")
        choice = self._make_field("Level of care", target="contact", options=["Gold", "Silver"])
        names = [text.column_name, choice.column_name]
        self.alice.group_ids += self.env.ref("base.group_allow_export")
        partner = self._make_person(**{names[0]: "Chess", names[1]: "gold"})
        self.env.invalidate_all()
        self.assertEqual(partner.read(names)[0][names[0]], "Chess")
        Partner = self.env["res.partner"].with_user(self.alice)
        self.assertEqual(Partner.search([(names[0], "ilike", "ches")]), partner)
        [[value, count]] = Partner._read_group(
            [("id", "=", partner.id)], [names[1]], aggregates=["__count"]
        )
        self.assertEqual((value, count), ("gold", 1))
        self.assertEqual(partner.export_data(names)["datas"], [["Chess", "Gold"]])
        result = Partner.load(
            ["crm_first_name", "crm_last_name", *names], [["Oleg", "Sidorov", "Go", "Silver"]]
        )
        self.assertFalse(result["messages"])
        self.assertEqual(Partner.browse(result["ids"])[names[1]], "silver")

    def test_column_names(self):
        """Names are made from the label, in Latin letters, and never clash.

        Covers: SET-12
        """
        self.assertEqual(self._make_field("Любимый чай").column_name, "x_crm_text_lyubimyy_chay")
        self.assertEqual(self._make_field("Їжак").column_name, "x_crm_text_yizhak")
        self.assertEqual(self._make_field("select").column_name, "x_crm_text_select")
        self.assertEqual(self._make_field("create_date").column_name, "x_crm_text_create_date")
        self.assertEqual(self._make_field("日本").column_name, "x_crm_text_field")
        self.assertEqual(self._make_field("日本!").column_name, "x_crm_text_field_2")
        long = self._make_field("w" * 60)
        self.assertLessEqual(len(long.column_name), 63)
        self.assertEqual(long.name, "w" * 60)

    def test_column_left_over(self):
        """A column that is in the table without a field is not taken over."""
        self.env.cr.execute("ALTER TABLE res_partner ADD COLUMN x_crm_text_left_over varchar")
        field = self._make_field("Left over")
        self.assertEqual(field.column_name, "x_crm_text_left_over_2")

    def test_label_twice(self):
        """A label names one field of a card, ours or the host's.

        Covers: SET-12
        """
        self._make_field("Hobby horse", target="person")
        with self.assertRefused(ValidationError, "“hobby horse” is taken.*x_crm_text_hobby_horse"):
            self._make_field("hobby horse", target="company")
        with self.assertRefused(ValidationError, r"“Phone” is taken.*\(phone\)"):
            self._make_field("Phone")
        # another model, and headings, do not matter
        self._make_field("Hobby horse", target="deal")
        self._make_field("Hobby horse", kind="heading")
        with self.assertRefused(ValidationError, "needs a label"):
            self._make_field("   ")

    def test_forty_at_once(self):
        """Forty fields are made in one go, and the registry is set up once.

        Covers: SET-09, SET-12
        """
        set_up, calls = type(self.registry)._setup_models__, []

        def count(registry, cr, *args):
            calls.append(args)
            return set_up(registry, cr, *args)

        with patch.object(type(self.registry), "_setup_models__", count):
            fields_ = (
                self.env["crm.field"]
                .with_user(self.crm_admin)
                .create([{"name": f"Measure {number}"} for number in range(40)])
            )
        self.assertEqual(len(calls), 1)
        self.assertEqual(len(set(fields_.mapped("column_name"))), 40)
        partner = self._make_person(**dict.fromkeys(fields_.mapped("column_name"), "x"))
        self.assertEqual(partner[fields_[39].column_name], "x")

    def test_label_changes(self):
        """A new label is everywhere at once, in each language.

        Covers: SET-12
        """
        self.env["res.lang"]._activate_lang("ru_RU")
        field = self._make_field("Hobby horse")
        partner = self._make_person(**{field.column_name: "Chess"})
        field.with_context(lang="ru_RU").name = "Конёк"
        field.name = "Pastime"
        name = field.column_name
        Partner = self.env["res.partner"].with_user(self.alice)
        self.assertEqual(Partner.fields_get([name])[name]["string"], "Pastime")
        in_russian = Partner.with_context(lang="ru_RU").fields_get([name])[name]["string"]
        self.assertEqual(in_russian, "Конёк")
        field.update_field_translations("name", {"ru_RU": "Забава"})
        in_russian = Partner.with_context(lang="ru_RU").fields_get([name])[name]["string"]
        self.assertEqual(in_russian, "Забава")
        self.assertEqual(partner[name], "Chess")

    def test_limited_editing(self):
        """With stored values a field keeps its type and place; label, order and options change.

        Covers: SET-12, GEN-20
        """
        field = self._make_field("Hobby horse", target="contact")
        self._make_person(**{field.column_name: "Chess"})
        self.assertEqual(field.record_count, 1)
        for values in ({"kind": "date"}, {"target": "deal"}, {"target": "person"}):
            with self.assertRefused(UserError, "“Hobby horse” holds a value in 1 records"):
                field.write(values)
        field.write({"name": "Pastime", "sequence": 3, "required": True, "kind": "text"})
        self.assertEqual(field.name, "Pastime")

    def test_change_of_an_empty_field(self):
        """Without values an administrator changes the type of a field.

        Covers: GEN-20
        """
        field = self._make_field("Hobby horse", target="contact")
        old = field.column_name
        field.write({"kind": "date", "target": "deal"})
        self.assertNotIn(old, self.env["res.partner"]._fields)
        self.assertEqual(self.env["crm.lead"]._fields[field.column_name].type, "date")
        deal = self._make_deal(**{field.column_name: "2026-05-01"})
        self.assertEqual(str(deal[field.column_name]), "2026-05-01")
        field_2 = self._make_field("Section", kind="text")
        field_2.kind = "heading"
        self.assertFalse(field_2.column_name)

    def test_deletion(self):
        """A field in use is not deleted and says how often it is used; archived, it may go.

        Covers: SET-12, GEN-20
        """
        field = self._make_field("Hobby horse")
        name = field.column_name
        people = self._make_person(**{name: "Chess"}) | self._make_person(
            crm_last_name="Other", **{name: "Go"}
        )
        people[1].active = False
        with self.assertRefused(UserError, "“Hobby horse” holds a value in 2 records"):
            field.unlink()
        field.active = False
        self.env.invalidate_all()
        self.assertEqual(people[0][name], "Chess", "an archived field keeps its values")
        field.unlink()
        self.assertNotIn(name, self.env["res.partner"]._fields)
        self.env.cr.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name='res_partner'"
        )
        self.assertNotIn((name,), self.env.cr.fetchall())
        unused = self._make_field("Unused")
        unused.unlink()
        self.assertFalse(unused.exists())

    def test_deletion_forgets_filters(self):
        """A saved filter that names a deleted field would only raise: it is archived."""
        field = self._make_field("Hobby horse")
        other = self._make_field("Hobby horse 2")
        Filter = self.env["ir.filters"].with_user(self.alice)
        mine, others = (
            Filter.create(
                {
                    "name": name,
                    "model_id": "res.partner",
                    "user_ids": [Command.link(self.alice.id)],
                    "domain": repr([(name, "=", "Chess")]),
                }
            )
            for name in (field.column_name, other.column_name)
        )
        field.unlink()
        self.assertFalse(mine.active)
        self.assertTrue(others.active)

    def test_options(self):
        """Options are renamed, ordered and added; one in use is not deleted.

        Covers: SET-12
        """
        field = self._make_field("Level of care", target="deal", options=["Gold", "Gold", "Бронза"])
        self.assertEqual(field.option_ids.mapped("value"), ["gold", "gold_2", "bronza"])
        deal = self._make_deal(**{field.column_name: "gold"})
        gold, second, bronze = field.option_ids
        gold.name = "Golden"
        bronze.sequence = -1
        Lead = self.env["crm.lead"].with_user(self.alice)
        shown = Lead.fields_get([field.column_name])[field.column_name]["selection"]
        self.assertEqual(shown, [("bronza", "Бронза"), ("gold", "Golden"), ("gold_2", "Gold")])
        self.assertEqual(deal[field.column_name], "gold")
        with self.assertRefused(UserError, "“Golden” of “Level of care” is chosen in 1 records"):
            field.write({"option_ids": [Command.delete(gold.id)]})
        field.write({"option_ids": [Command.delete(second.id), Command.create({"name": "New"})]})
        self.assertEqual(
            {value for value, _label in Lead._fields[field.column_name].selection},
            {"bronza", "gold", "new"},
        )
        with self.assertRefused(UserError, "keeps its stored value"):
            gold.value = "x"
        with self.assertRefused(ValidationError, "at least one option"):
            self._make_field("Empty list", kind="selection")

    def test_merge_of_leads(self):
        """Merging leads keeps custom values; the survivor's win."""
        kept = self._make_field("Budget owner", target="lead_deal")
        filled = self._make_field("Rival", target="deal")
        head = self._make_deal(probability=50, **{kept.column_name: "Anna"})
        tail = self._make_deal(
            probability=10, **{kept.column_name: "Boris", filled.column_name: "X"}
        )
        merged = (head | tail).merge_opportunity()
        lost = (head | tail) - merged
        self.assertFalse(lost.exists())
        self.assertEqual(merged[kept.column_name], "Anna" if merged == head else "Boris")
        self.assertEqual(merged[filled.column_name], "X")

    def test_adoption(self):
        """Uninstalling leaves columns and values; installing again makes fields of them."""
        text = self._make_field("Hobby horse", target="person")
        choice = self._make_field("Level of care", target="deal", options=["Gold", "Silver"])
        partner = self._make_person(**{text.column_name: "Chess"})
        columns = self._column(text) + self._column(choice)
        self.env.flush_all()
        # what dropping the addon's tables does
        self.env.cr.execute("DELETE FROM crm_field")
        self.env.invalidate_all()
        self.assertEqual(partner[columns[0].name], "Chess")
        self.env["crm.field"]._adopt_columns()
        again = (
            self.env["crm.field"]
            .with_user(self.crm_admin)
            .search([("field_id", "in", columns.ids)])
        )
        self.assertEqual(again.mapped("column_name"), columns.mapped("name"))
        self.assertEqual(again.mapped("name"), ["Hobby horse", "Level of care"])
        self.assertEqual(again.mapped("target"), ["contact", "lead_deal"])
        self.assertEqual(again[1].option_ids.mapped("value"), ["gold", "silver"])
        self.env["crm.field"]._adopt_columns()
        self.assertEqual(len(again | again.search([("field_id", "in", columns.ids)])), 2)
