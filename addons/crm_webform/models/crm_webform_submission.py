import logging
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..const import DONE, ERROR, KEEP_SPAM_DAYS, LEAD, MAX_ATTEMPTS, NEW, RETRY_MINUTES, SPAM
from ..tools import values

_logger = logging.getLogger(__name__)
BATCH = 200


class CrmWebformSubmission(models.Model):
    """What a visitor has sent: stored first, worked on by a job, tried again when that fails."""

    _name = "crm.webform.submission"
    _description = "Website Form Submission"
    _order = "id desc"
    _rec_name = "summary"

    form_id = fields.Many2one("crm.webform", required=True, readonly=True, ondelete="restrict")
    state = fields.Selection(
        [(NEW, "Waiting"), (DONE, "Done"), (ERROR, "Failed"), (SPAM, "Spam")],
        required=True,
        readonly=True,
        default=NEW,
        index=True,
    )
    answers = fields.Json(readonly=True)
    utm = fields.Json(string="Campaign Parameters", readonly=True)
    summary = fields.Char(compute="_compute_summary", store=True, precompute=True)
    content = fields.Text(string="What Was Sent", compute="_compute_content")
    consent_text = fields.Text(
        string="Consent Given", readonly=True, help="The text as the visitor has agreed to it."
    )
    page = fields.Char(string="Sent From", readonly=True)
    referrer = fields.Char(string="Came From", readonly=True)
    agent = fields.Char(string="Browser", readonly=True)
    spam_reason = fields.Char(string="Taken for Spam Because", readonly=True)

    partner_id = fields.Many2one(
        "res.partner", string="Contact", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    lead_id = fields.Many2one("crm.lead", readonly=True, index="btree_not_null", ondelete="cascade")
    is_known = fields.Boolean(
        string="Known Before", readonly=True, help="Nothing was created: it was there already."
    )
    date_done = fields.Datetime(string="Done On", readonly=True)
    attempts = fields.Integer(readonly=True)
    date_next = fields.Datetime(
        string="Next Attempt", readonly=True, default=lambda self: fields.Datetime.now()
    )
    error = fields.Text(string="What Went Wrong", readonly=True)

    caller = fields.Char(readonly=True, export_string_translation=False)
    digest = fields.Char(readonly=True, export_string_translation=False)
    dedup_key = fields.Char(readonly=True, copy=False, export_string_translation=False)

    _dedup_uniq = models.UniqueIndex("(dedup_key)")
    _rate_idx = models.Index("(form_id, caller, create_date)")
    _form_idx = models.Index("(form_id, create_date)")
    _due_idx = models.Index("(date_next, id) WHERE state IN ('new', 'error')")

    # === COMPUTE === #

    @api.depends("answers")
    def _compute_summary(self):
        for submission in self:
            texts = [row["text"] for row in submission.answers or () if "\n" not in row["text"]]
            submission.summary = " · ".join(texts)[:200] or self.env._("Empty")

    @api.depends("answers")
    def _compute_content(self):
        for submission in self:
            submission.content = "\n".join(
                f"{row['label']}: {row['text']}" for row in submission.answers or ()
            )

    # === CRUD === #

    @api.autovacuum
    def _gc_spam(self):
        before = fields.Datetime.now() - timedelta(days=KEEP_SPAM_DAYS)
        self.search(
            [("state", "=", SPAM), ("create_date", "<", before)], limit=models.GC_UNLINK_LIMIT
        ).unlink()

    # === ACTIONS === #

    def action_process(self):
        """Work on the chosen submissions again, also on those taken for spam.

        :raise UserError: one of them was done already
        """
        self.check_access("write")
        done = self.filtered(lambda submission: submission.state == DONE)
        if done:
            raise UserError(
                self.env._("“%(submission)s” was done already.", submission=done[0].summary)
            )
        self.write({"state": NEW, "attempts": 0, "error": False, "spam_reason": False})
        for submission in self:
            submission._process()

    def action_mark_spam(self):
        """Put what was not worked on yet aside as spam; it is deleted after a while.

        :raise UserError: one of them was done already
        """
        for submission in self:
            if submission.state == DONE:
                raise UserError(
                    self.env._("“%(submission)s” was done already.", submission=submission.summary)
                )
        self.write({"state": SPAM, "spam_reason": self.env._("somebody said so")})

    def action_open_result(self):
        """Open the contact or lead that the submission became."""
        self.ensure_one()
        record = self.lead_id or self.partner_id
        if not record:
            raise UserError(
                self.env._("“%(submission)s” has become nothing yet.", submission=self.summary)
            )
        if self.lead_id:
            return self.lead_id.get_formview_action()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_core.crm_contact_action")
        form = self.env.ref("crm_core.crm_contact_view_form")
        return {**action, "res_id": record.id, "views": [(form.id, "form")], "domain": []}

    # === BUSINESS === #

    def _attach(self, file):
        """Keep the file of a submission.

        The type is set by us, never by the sender, and is none that a browser would run.

        :param values.File file: already judged
        """
        self.ensure_one()
        self.env["ir.attachment"].create(
            {
                "name": values.clean_file_name(file.name),
                "raw": file.content,
                "mimetype": self.form_id._get_file_type(file),
                "res_model": self._name,
                "res_id": self.id,
            }
        )

    def _get_attachments(self):
        """The files that came with these submissions and have not moved on yet."""
        return self.env["ir.attachment"].search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        )

    @api.model
    def _trigger_processing(self):
        """Wake the job up, once for many submissions.

        Who comes while it is at its end waits for its next turn, a minute.
        """
        cron_id = self.env["ir.model.data"]._xmlid_to_res_id(
            "crm_webform.ir_cron_process_submissions"
        )
        # sudo: visitors have no rights on jobs
        triggers_sudo = self.env["ir.cron.trigger"].sudo()
        waiting = [("cron_id", "=", cron_id), ("call_at", "<=", fields.Datetime.now())]
        if not triggers_sudo.search_count(waiting, limit=1):
            self.env["ir.cron"].sudo().browse(cron_id)._trigger()

    def _process(self):
        """Turn this submission into a contact or a lead; a failure is noted and tried again.

        As the superuser, as whom the visitor's data enters the base: what is created belongs to
        the form's managers, not to whoever runs this.

        :return: whether it is done
        :rtype: bool
        """
        self.ensure_one()
        submission = self.with_user(SUPERUSER_ID).with_context(
            crm_customer=True, lang=self.form_id.lang_id.code, mail_create_nolog=True
        )
        if submission.state not in (NEW, ERROR) or not submission.try_lock_for_update():
            return submission.state == DONE
        try:
            with self.env.cr.savepoint():
                submission._deliver()
                self.env.flush_all()
        except Exception as error:
            _logger.warning("Website form submission %s failed", self.id, exc_info=True)
            self.env.invalidate_all()
            submission._note_failure(error)
            return False
        return True

    def _note_failure(self, error):
        """Remember why it failed and when it is tried next; after some attempts, never."""
        attempts = self.attempts + 1
        minutes = RETRY_MINUTES[min(attempts, len(RETRY_MINUTES)) - 1]
        later = fields.Datetime.now() + timedelta(minutes=minutes)
        self.write(
            {
                "state": ERROR,
                "attempts": attempts,
                "error": str(error) or type(error).__name__,
                "date_next": False if attempts >= MAX_ATTEMPTS else later,
            }
        )

    def _mark_done(self, record, known):
        self.write(
            {
                "state": DONE,
                "lead_id": record.id if self.form_id.kind == LEAD else False,
                "partner_id": False if self.form_id.kind == LEAD else record.id,
                "is_known": known,
                "date_done": fields.Datetime.now(),
                "attempts": self.attempts + 1,
                "date_next": False,
                "error": False,
            }
        )

    # === CRON === #

    @api.model
    def _cron_process_submissions(self):
        """Work on what is waiting or may be tried again, oldest first."""
        due = Domain("state", "in", (NEW, ERROR)) & Domain("date_next", "<=", fields.Datetime.now())
        waiting = self.search(due, limit=BATCH, order="date_next, id")
        for position, submission in enumerate(waiting, start=1):
            submission._process()
            left = self.env["ir.cron"]._commit_progress(1, remaining=len(waiting) - position)
            if not left:
                break
        if self.search_count(due, limit=1):
            self._trigger_processing()
