from odoo.tests import TransactionCase, new_test_user


class CrmCommon(TransactionCase):
    """Users of each role and small builders; no demo data.

    ``alice`` and ``bob`` are CRM users, ``crm_admin`` is a CRM administrator, ``outsider`` an
    internal user without a CRM role.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env["base"].with_context(**cls._no_mail_context()).env
        cls.env.company.country_id = cls.env.ref("base.ua")
        user, admin = "crm_access.group_crm_user", "crm_access.group_crm_admin"
        cls.alice = new_test_user(cls.env, "alice", groups=user, name="Alice Manager")
        cls.bob = new_test_user(cls.env, "bob", groups=user, name="Bob Manager")
        cls.crm_admin = new_test_user(cls.env, "crm_admin", groups=admin, name="Carol Admin")
        cls.outsider = new_test_user(cls.env, "outsider", groups="base.group_user", name="Otto")

    @classmethod
    def _no_mail_context(cls):
        return {"no_reset_password": True, "mail_create_nolog": True}

    def _make_person(self, user=None, **values):
        """A person that a user (alice unless given) enters; as read by that user."""
        names = {"crm_first_name": "Ivan", "crm_last_name": "Petrov"}
        if "name" in values:
            names = {}
        Partner = self.env["res.partner"].with_user(user or self.alice)
        return Partner.create({**names, **values})

    def _make_company(self, user=None, **values):
        """A company that a user (alice unless given) enters; as read by that user."""
        Partner = self.env["res.partner"].with_user(user or self.alice)
        return Partner.create({"name": "Romashka", "is_company": True, **values})
