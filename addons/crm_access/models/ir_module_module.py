import logging

from odoo import models

_logger = logging.getLogger(__name__)

KEEP_VISIBLE = "crm_access.uninstall_keep_visible"


class IrModuleModule(models.Model):
    _name = "ir.module.module"
    _inherit = "ir.module.module"

    def module_uninstall(self):
        """Before protecting rules go, archive what they hide, unless told otherwise.

        Told otherwise is the system parameter ``crm_access.uninstall_keep_visible``, which the
        uninstall dialogue sets and which counts once.
        """
        # sudo: uninstalling is checked by the buttons; the records are private to others
        self.sudo()._crm_access_leave()
        return super().module_uninstall()

    def _crm_access_losing(self):
        """The models that lose a protecting rule when these addons go.

        :return: empty recordsets, as superuser
        :rtype: list
        """
        rules_sudo = self.env["ir.rule"].sudo().search([("domain_force", "like", "_crm_access_domain")])
        models_sudo = rules_sudo.model_id
        rule_owners = self._crm_access_owners(rules_sudo)
        model_owners = self._crm_access_owners(models_sudo)
        going = set(self.mapped("name"))
        kept = {rule_sudo.model_id for rule_sudo in rules_sudo if not rule_owners[rule_sudo.id] <= going}
        losing = {
            model_sudo.model
            for model_sudo in models_sudo
            # a model that goes itself leaves no records behind
            if model_sudo not in kept and not model_owners[model_sudo.id] <= going
        }
        return [Model for Model in self.env["crm.access"]._protected_models() if Model._name in losing]

    def _crm_access_owners(self, records):
        """Names of the addons that each record comes from; none if made by hand.

        :rtype: dict[int, set[str]]
        """
        return {
            record_id: {xmlid.split(".")[0] for xmlid in xmlids} or {""}
            for record_id, xmlids in records._get_external_ids().items()
        }

    def _crm_access_private_counts(self):
        """How many private records would become visible if these addons went.

        :return: number of records with a descriptor by the model's description
        :rtype: dict[str, int]
        """
        counts = {}
        for Model in self._crm_access_losing():
            count = Model.with_context(active_test=False).search_count([("crm_access_id.level", "=", "private")])
            if count:
                counts[Model._description] = count
        return counts

    def _crm_access_leave(self):
        params = self.env["ir.config_parameter"]
        keep_visible = params.get_param(KEEP_VISIBLE)
        for Model in self._crm_access_losing():
            private = Model.search([("crm_access_id.level", "=", "private")])
            if private and not keep_visible and Model._active_name:
                private.write({Model._active_name: False})
                _logger.warning(
                    "%s private records of %s were archived: nothing protects them any longer",
                    len(private), Model._name,
                )
            Model._crm_access_released()
        params.set_param(KEEP_VISIBLE, False)
