from markupsafe import Markup, escape

from odoo import models
from odoo.fields import Command, Domain
from odoo.tools.sql import escape_psql

from odoo.addons.crm_core.models.crm_lead_matching import LINK_STRENGTH
from odoo.addons.crm_core.tools import channels
from odoo.addons.crm_core.tools.names import NameParts, join_name

from ..const import COMPANY, LEAD, UTM_NAMES

UTM_FIELDS = {"utm_source": "source_id", "utm_medium": "medium_id", "utm_campaign": "campaign_id"}
NAME_FIELDS = ("crm_first_name", "crm_last_name", "crm_middle_name")


class CrmWebformSubmission(models.Model):
    """How a submission becomes a contact or a lead. Everything here runs as superuser.

    A known contact is never overwritten: anybody may have typed its address. It gets what is
    new beside what it has (channels, tags) and a note in its history.
    """

    _name = "crm.webform.submission"
    _inherit = "crm.webform.submission"

    # === BUSINESS === #

    def _deliver(self):
        """Make or find the record, write its history, tell those who want to know."""
        self.ensure_one()
        form = self.form_id
        if form.kind == LEAD:
            record, known = self._deliver_lead()
        elif form.kind == COMPANY:
            record, known = self._deliver_company()
        else:
            record, known = self._deliver_person()
        self._get_attachments().write({"res_model": record._name, "res_id": record.id})
        record.message_post(body=self._get_note(known), subtype_xmlid="mail.mt_note")
        self._mark_done(record, known)
        self._notify(record, known)
        return record

    def _deliver_person(self):
        values, rows = self._collect("res.partner")
        person = self._find_person(values, rows)
        if person:
            self._enrich(person, rows)
            return person, True
        company, company_known = self._get_company()
        if company_known:
            self._set_address_apart(values)
        values.update(is_company=False, parent_id=company.id)
        return self._create_partner(values, rows), False

    def _deliver_company(self):
        values, rows = self._collect("res.partner")
        person_values = {
            name: values.pop(name) for name in (*NAME_FIELDS, "function") if name in values
        }
        company = self._find_company(rows)
        known = bool(company)
        if known:
            self._enrich(company, rows)
        else:
            values.update(is_company=True, name=self._get_answer("company_name"))
            company = self._create_partner(values, rows)
        if any(person_values.get(name) for name in NAME_FIELDS):
            name = _full_name(person_values)
            if not company.crm_person_ids.filtered(lambda one: one.name == name):
                self._create_partner(
                    {**person_values, "is_company": False, "parent_id": company.id}, []
                )
        return company, known

    def _deliver_lead(self):
        values, rows = self._collect("crm.lead")
        lead = self._find_lead(values, rows)
        if lead:
            self._add_channels(lead, rows)
            lead.tag_ids |= self.form_id.lead_tag_ids
            return lead, True
        form = self.form_id
        values.update(
            type="lead",
            name=_full_name(values) or values.get("partner_name") or self.summary,
            user_id=form.manager_ids[:1].id,
            tag_ids=[Command.set(form.lead_tag_ids.ids)],
            channel_ids=[Command.create(row) for row in rows],
            lang_id=form.lang_id.id,
            referred=(self.referrer or self.page or "")[:250] or False,
            **{UTM_FIELDS[name]: found.id for name, found in self._get_utm().items()},
        )
        funnel = form.funnel_id or self.env["crm.funnel"]._get_default("lead")
        if funnel:
            values["funnel_id"] = funnel.id
        return self.env["crm.lead"].create(values), False

    def _create_partner(self, values, rows):
        """Create a contact that belongs to the form's managers.

        :param dict values: its own values
        :param list rows: values of its channels
        """
        form = self.form_id
        source = self._get_utm().get("utm_source")
        name = values.get("name") or _full_name(values)
        if not name:
            first = next((row["value"] for row in rows), "")
            values = {**values, "name": first or self.summary}
        return self.env["res.partner"].create(
            {
                "company_id": False,
                **values,
                "crm_share": form.share,
                "crm_manager_ids": [Command.set(form.manager_ids.ids)],
                "category_id": [Command.set(form.contact_tag_ids.ids)],
                "crm_source_id": source.id if source else False,
                "channel_ids": [Command.create(row) for row in rows],
                "lang": form.lang_id.code,
            }
        )

    def _set_address_apart(self, values):
        """Give a person of a known company a further address instead of one of its own.

        The host writes a person's own address through to the company, which a stranger must
        not change.

        :param dict values: of the person about to be created; changed in place
        """
        names = self.env["res.partner"]._address_fields()
        address = {name: values.pop(name) for name in names if name in values}
        if address:
            values["child_ids"] = [Command.create({"type": "other", **address})]

    def _enrich(self, partner, rows):
        """Add channels and tags to a contact that was there before; change nothing it has."""
        if not partner.crm_customer:
            # as open as it was: a stranger's post must not close a contact to anybody
            partner.write({"crm_customer": True, "crm_share": "write"})
        self._add_channels(partner, rows)
        partner.category_id |= self.form_id.contact_tag_ids

    def _add_channels(self, owner, rows):
        """Give an owner the channels that it does not have."""
        region = owner.country_id.code or self.env.company.country_id.code
        known = {
            (channel.kind, channel.normalized or channel.value) for channel in owner.channel_ids
        }
        new = []
        for row in rows:
            normalized = channels.normalize(row["kind"], row["value"], region) or row["value"]
            if (row["kind"], normalized) not in known:
                new.append({**row, owner._crm_channel_inverse: owner.id})
        if new:
            self.env["crm.contact.channel"].create(new)

    # === MATCHING === #

    def _find_person(self, values, rows):
        """The person this is, if the matcher is sure."""
        matches = self._match({**values, "is_company": False}, rows)
        return self._first_sure(matches, lambda partner: not partner.is_company)

    def _find_company(self, rows):
        """The company of a company's form, if the matcher is sure."""
        matches = self._match({"name": self._get_answer("company_name"), "is_company": True}, rows)
        return self._first_sure(matches, lambda partner: partner.is_company)

    def _get_company(self):
        """The company a person's form names: the one the matcher knows, else a new one.

        :return: the company, and whether it was there before
        """
        company = self.env["res.partner"]
        name = self._get_answer("company_name")
        if not name:
            return company, False
        matches = self._match({"name": name, "is_company": True}, [])
        company = self._first_sure(matches, lambda partner: partner.is_company)
        if company:
            return company, True
        return self._create_partner({"name": name, "is_company": True}, []), False

    def _find_lead(self, values, rows):
        """The open lead of the same sender, if the matcher is sure."""
        matches = self._match(values, rows, model="crm.lead")
        return self._first_sure(
            matches,
            lambda lead: lead.type == "lead" and lead.funnel_id and lead.won_status == "pending",
            model="crm.lead",
        )

    def _match(self, values, rows, model="res.partner"):
        by_kind = {
            f"{kind}s": [row["value"] for row in rows if row["kind"] == kind]
            for kind in (channels.PHONE, channels.EMAIL, channels.WEBSITE)
        }
        return self.env["crm.matcher"]._match({**values, **by_kind}, model=model)

    def _first_sure(self, matches, fits, model="res.partner"):
        for match in matches:
            record = match.record.with_env(self.env)
            if match.strength < LINK_STRENGTH or not fits(record):
                continue
            if model == "res.partner" and record._crm_never_customers():
                continue
            return record
        return self.env[model]

    # === VALUES === #

    def _collect(self, model):
        """The answers as values of a contact or a lead, and its channels.

        A field that was taken out of the form in the meantime stays readable in the note.

        :param str model: ``res.partner`` or ``crm.lead``
        :rtype: tuple[dict, list[dict]]
        """
        answers = {row["name"]: row["value"] for row in self.answers or ()}
        values, rows = {}, []
        for line in self.form_id.field_ids:
            text = answers.get(line._get_html_name())
            if text and line._is_channel():
                rows.append({"kind": line.kind, "category": line.category, "value": text})
            elif text:
                values.update(line._prepare_values(text, model))
        return values, rows

    def _get_answer(self, name):
        return next((row["value"] for row in self.answers or () if row["name"] == name), "")

    def _get_utm(self):
        """The source, medium and campaign: what the visitor came with, else the form's own.

        :return: records by parameter's name
        :rtype: dict
        """
        found = {}
        for name, model in UTM_NAMES.items():
            record = self.form_id[UTM_FIELDS[name]]
            text = (self.utm or {}).get(name)
            if text:
                Model = self.env[model].with_context(active_test=False)
                record = Model.search(
                    Domain("name", "=ilike", escape_psql(text)), limit=1
                ) or Model.create({"name": text})
            if record:
                found[name] = record
        return found

    # === MAIL === #

    def _get_note(self, known):
        """The history's note: what was sent, where, with which consent. All text is escaped.

        :rtype: markupsafe.Markup
        """
        if known:
            head = self.env._(
                "Sent the website form “%(form)s”; nothing was overwritten.", form=self.form_id.name
            )
        else:
            head = self.env._("Created by the website form “%(form)s”.", form=self.form_id.name)
        rows = [(row["label"], row["text"]) for row in self.answers or ()]
        rows += [
            (name.replace("utm_", "UTM "), text) for name, text in sorted((self.utm or {}).items())
        ]
        rows += [
            (self.env._("Sent from"), self.page),
            (self.env._("Came from"), self.referrer),
            (self.env._("Agreed to"), self.consent_text),
        ]
        lines = Markup("").join(
            Markup("<li><b>%s</b>: %s</li>") % (label, Markup("<br/>").join(str(text).splitlines()))
            for label, text in rows
            if text
        )
        return Markup("<p>%s</p><ul>%s</ul>") % (escape(head), lines)

    def _notify(self, record, known):
        """Tell the form's listed users of what came, those of them who may see it."""
        users = self.form_id.notify_user_ids.filtered(
            lambda user: user.active and record.with_user(user).has_access("read")
        )
        if not users:
            return
        subject = self.env._("%(form)s: %(name)s", form=self.form_id.name, name=record.display_name)
        record.message_notify(
            partner_ids=users.partner_id.ids, subject=subject, body=self._get_note(known)
        )


def _full_name(values):
    return join_name(NameParts(*(values.get(name) or "" for name in NAME_FIELDS)))
