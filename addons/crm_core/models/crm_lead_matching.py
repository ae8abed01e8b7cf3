from odoo import models
from odoo.tools import email_split

# from here on a conversion links by itself: an equal email, tax number or company name, or an
# equal phone under the same name; an equal name alone, or a phone under another name, only
# makes a suggestion
LINK_STRENGTH = 0.7


class CrmLead(models.Model):
    """Which known customers a lead may be about."""

    _name = "crm.lead"
    _inherit = "crm.lead"

    # === BUSINESS === #

    def _crm_find_contact_matches(self):
        """The contacts that may be the one who asks, the surest first.

        :rtype: list[CrmMatch]
        """
        self.ensure_one()
        has_person = self._crm_has_person()
        # sudo: the host's own users convert leads too and may not read channels
        channels_sudo = self.sudo().channel_ids
        values = {
            "name": self.contact_name if has_person else self.partner_name,
            "crm_first_name": self.crm_first_name if has_person else False,
            "crm_last_name": self.crm_last_name if has_person else False,
            "is_company": None if not has_person and not self.partner_name else not has_person,
            "phones": self._crm_values_of("phone", channels_sudo, self.phone),
            "emails": self._crm_values_of("email", channels_sudo, *email_split(self.email_from)),
            "country_id": self.country_id.id,
        }
        matches = self.env["crm.matcher"]._match(values)
        # sudo: closed contacts are found as well, only their kind is looked at
        return [match for match in matches if not has_person or not match.record.sudo().is_company]

    def _crm_find_company_matches(self):
        """The companies that may be the one this lead names, the surest first.

        :rtype: list[CrmMatch]
        """
        self.ensure_one()
        values = {
            "name": self.partner_name,
            "is_company": True,
            "website": self.website,
            "country_id": self.country_id.id,
        }
        matches = self.env["crm.matcher"]._match(values)
        return [match for match in matches if match.record.sudo().is_company]

    def _crm_match_contact(self):
        """The contact to which a conversion links by itself, `None` if none is sure enough."""
        return _sure(self._crm_find_contact_matches())

    def _crm_match_company(self):
        """The company to which a conversion links by itself, `None` if none is sure enough."""
        return _sure(self._crm_find_company_matches()) if self.partner_name else None

    def _crm_values_of(self, kind, channels_sudo, *more):
        listed = channels_sudo.filtered(lambda channel: channel.kind == kind).mapped("value")
        return [value for value in [*more, *listed] if value]

    # === PREVIEW === #

    def _crm_preview_lines(self, match, person, company, create_deal):
        """Say what a conversion is going to do.

        :param match: the `CrmMatch` of the contact, `None` when a new one is to be made
        :param person: the contact chosen by the user
        :param company: the company chosen by the user
        :param bool create_deal: whether there will be a deal
        :rtype: list[str]
        """
        lines = [self._crm_preview_contact(match, person)]
        if not person and not match:
            lines += self._crm_preview_company(company)
            lines += self._crm_preview_suggestions()
        if create_deal:
            lines.append(
                self.env._(
                    "The lead becomes a deal under the same number; its history, files and "
                    "activities stay on it."
                )
            )
        else:
            lines.append(
                self.env._(
                    "History, files, activities and meetings move to the contact; then the lead "
                    "is deleted."
                )
            )
        return lines

    def _crm_preview_contact(self, match, person):
        name = self.contact_name or self.partner_name or self.name
        if person:
            reasons = match.reasons if match and match.record == person else ()
            return self.env._(
                "The contact %(contact)s is linked. %(reasons)s",
                contact=person.display_name,
                reasons=_sentence(reasons),
            )
        if match and not match.readable:
            return self.env._(
                "This customer is known already (%(reasons)s), but closed to you: ask "
                "%(managers)s for access. The contact is linked, its managers are told.",
                reasons=", ".join(match.reasons),
                managers=", ".join(match.managers) or self.env._("an administrator"),
            )
        return self.env._("The contact %(contact)s is created.", contact=name)

    def _crm_preview_company(self, company):
        if not self.partner_name or not self._crm_has_person():
            return []
        match = None if company else self._crm_match_company()
        known = company or (match.record if match else None)
        if not known:
            return [self.env._("The company %(company)s is created.", company=self.partner_name)]
        if match and not match.readable:
            return [
                self.env._(
                    "The company %(company)s is known already, but closed to you: ask "
                    "%(managers)s for access. The contact becomes one of its people.",
                    company=self.partner_name,
                    managers=", ".join(match.managers) or self.env._("an administrator"),
                )
            ]
        return [self.env._("The company %(company)s is linked.", company=known.display_name)]

    def _crm_preview_suggestions(self):
        weak = [match for match in self._crm_find_contact_matches() if match.readable]
        return [
            self.env._(
                "%(contact)s is similar (%(reasons)s); choose it above if it is the same.",
                contact=match.name,
                reasons=", ".join(match.reasons),
            )
            for match in weak[:3]
        ]


def _sure(matches):
    return matches[0] if matches and matches[0].strength >= LINK_STRENGTH else None


def _sentence(reasons):
    text = ", ".join(reasons)
    return f"{text[:1].upper()}{text[1:]}." if text else ""
