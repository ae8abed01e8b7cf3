from unittest.mock import patch

from odoo.fields import Command

from odoo.addons.crm_core.tests.lead_common import LeadCommon

from ..tools.values import Post


class WebformCommon(LeadCommon):
    """A builder of forms, a way to post to them, and the job that works on what came."""

    @classmethod
    def _make_form(cls, *lines, **values):
        """A form that the CRM administrator builds.

        :param lines: kinds of its fields, or values of them; the usual ones if there are none
        """
        usual = ("first_name", "last_name", "phone", "email", "note")
        if values.get("kind", "person") != "person":
            usual += ("company_name",)
        rows = [{"kind": line} if isinstance(line, str) else line for line in lines or usual]
        defaults = {
            "name": "Call me",
            "lang_id": cls.env.ref("base.lang_en").id,
            "manager_ids": [Command.set(cls.alice.ids)],
            "field_ids": [
                Command.create({**row, "sequence": place}) for place, row in enumerate(rows)
            ],
        }
        Form = cls.env["crm.webform"].with_user(cls.crm_admin)
        return Form.create({**defaults, **values})

    def _send(self, form, file=None, address="192.0.2.1", **values):
        """Post as the controller does; the submission, as superuser."""
        post = Post(values=values, file=file, address=address)
        return self.env["crm.webform"]._find_by_key(form.key)._receive(post)

    def _work(self):
        """Run the job; a test may not commit in between."""
        Cron = self.env.registry["ir.cron"]
        with patch.object(Cron, "_commit_progress", lambda *_args, **_values: 60):
            self.env["crm.webform.submission"]._cron_process_submissions()
        self.env.invalidate_all()

    def _deliver(self, form, **values):
        """Post and work on it; the submission, as superuser."""
        submission = self._send(form, **values)
        submission._process()
        self.env.invalidate_all()
        self.assertEqual(submission.state, "done", submission.error)
        return submission
