import secrets
import time
from datetime import timedelta

import psycopg2.errors

from odoo import fields, models
from odoo.tools.mimetypes import guess_mimetype

from ..const import (
    ANSWER,
    BASIC,
    CONSENT,
    DOUBLE_WINDOW,
    HONEYPOT,
    LINE_LENGTH,
    NAME_LENGTH,
    PAGE,
    PROOF,
    RATE_WINDOW,
    REFERRER,
    SPAM,
    TOKEN,
    TOKEN_MAX_AGE,
    URL_LENGTH,
    UTM_NAMES,
)
from ..exceptions import WebformRefused
from ..tools import guard, values


class CrmWebform(models.Model):
    """A form's door: what a stranger posts is judged, then stored, and worked on later."""

    _name = "crm.webform"
    _inherit = "crm.webform"

    # === BUSINESS === #

    def _make_token(self):
        """A token for one visit to this form.

        :rtype: str
        """
        return guard.sign(self._get_secret(), int(time.time()), secrets.token_urlsafe(12))

    def _receive(self, post):
        """Judge a post and store it, unless it has been stored already.

        Runs as superuser: the visitor has no rights, the key was the ticket.

        :param values.Post post: what was sent
        :return: the `crm.webform.submission`, also that of an earlier, identical post
        :raise WebformRefused: the post is not taken; nothing was written
        """
        self.ensure_one()
        self._check_origin(post)
        caller = guard.caller_key(self._get_secret(), post.address)
        recent = self._check_rate(caller)
        nonce, spam = self._judge_token(post)
        if post.values.get(HONEYPOT):
            spam = self.env._("the hidden field was filled in")
        answers, problems = self._read_answers(post)
        if problems and not spam:
            raise WebformRefused(self.env._("Please check what you have written."), 422, problems)
        file = post.file if self.ask_file else None
        digest = values.digest(answers, file)
        earlier = self._find_earlier(nonce, recent, digest)
        if earlier:
            return self._check_replay(earlier, digest)
        bucket = int(time.time()) // DOUBLE_WINDOW
        dedup_key = f"n:{nonce}" if nonce else f"c:{bucket}:{caller}:{digest}"
        row = self._prepare_submission(post, answers, spam)
        row.update(caller=caller, digest=digest, dedup_key=dedup_key)
        return self._store(row, None if spam else file)

    def _store(self, row, file):
        """Write a submission, once.

        :param dict row: its values
        :param file: a `values.File`, already judged, or `None`
        """
        Submission = self.env["crm.webform.submission"]
        try:
            with self.env.cr.savepoint():
                submission = Submission.create(row)
        except psycopg2.errors.UniqueViolation:
            # the same post at the same moment in another process: it is being stored there
            return Submission
        if file:
            submission._attach(file)
        if submission.state != SPAM:
            submission._trigger_processing()
        return submission

    # === CHECKS === #

    def _get_origins(self):
        """The sites this form may stand on; empty for all.

        :rtype: list[str]
        """
        origins = guard.parse_origins(self.origins)[0]
        return [*origins, guard.origin_of(self.get_base_url())] if origins else []

    def _check_origin(self, post):
        accepted = self._get_origins()
        if accepted and post.origin and guard.origin_of(post.origin) not in accepted:
            raise WebformRefused(self.env._("This form may not be used from this website."), 403)

    def _check_rate(self, caller):
        """Refuse when a caller, or everybody together, has sent too much within an hour.

        What was stored is what is counted, so that a refused post costs a look into an index.

        :return: what the caller has sent within that time
        """
        since = fields.Datetime.now() - timedelta(seconds=RATE_WINDOW)
        domain = [("form_id", "=", self.id), ("create_date", ">=", since)]
        Submission = self.env["crm.webform.submission"]
        recent = Submission.search_fetch(
            [*domain, ("caller", "=", caller)],
            ["digest", "create_date"],
            limit=self.rate_per_address,
        )
        if (
            len(recent) >= self.rate_per_address
            or Submission.search_count(domain, limit=self.rate_total) >= self.rate_total
        ):
            raise WebformRefused(
                self.env._("Too many messages have been sent. Please try again later."), 429
            )
        return recent

    def _judge_token(self, post):
        """Check the token of the visit, and the work if it is asked for.

        :return: the token's nonce, empty without a token, and why the post is spam, if it is
        :rtype: tuple[str, str]
        """
        token = post.values.get(TOKEN, "")[:URL_LENGTH]
        if not token and self.protection == BASIC:
            return "", ""
        verdict = guard.check(
            self._get_secret(), token, int(time.time()), self.min_seconds, TOKEN_MAX_AGE
        )
        if verdict.code == guard.FORGED:
            raise WebformRefused(
                self.env._("This form cannot be sent like this. Load the page again."), 403
            )
        if verdict.code == guard.LATE:
            raise WebformRefused(
                self.env._("The page was open for too long. Load it again and send it then."), 410
            )
        if verdict.code == guard.EARLY:
            return verdict.nonce, self.env._("it was sent faster than a person can type")
        if self.protection == PROOF and not guard.is_solved(
            token, post.values.get(ANSWER, ""), self.proof_bits
        ):
            raise WebformRefused(
                self.env._("Your browser has not finished checking. Load the page again."), 403
            )
        return verdict.nonce, ""

    def _read_answers(self, post):
        """Clean the answers to this form's questions; what was not asked for is dropped.

        :return: answers by name, and what is wrong, in the visitor's language
        :rtype: tuple[dict[str, str], list[str]]
        """
        answers, problems = {}, []
        for line in self.field_ids:
            text, problem = line._read_text(post.values.get(line._get_html_name()))
            if text:
                answers[line._get_html_name()] = text
            if problem:
                problems.append(problem)
        if self.consent_required and not post.values.get(CONSENT):
            problems.append(self.env._("Your consent is missing."))
        problem = self._find_file_problem(post.file)
        if problem:
            problems.append(problem)
        if not answers and not problems:
            problems.append(self.env._("The form is empty."))
        return answers, problems

    def _find_file_problem(self, file):
        if not self.ask_file:
            return ""
        if not file or not file.content:
            return self.env._("The file is missing.") if self.file_required else ""
        if len(file.content) > self.file_max_mb * 1024 * 1024:
            return self.env._("The file is too large: at most %(most)s MB.", most=self.file_max_mb)
        if not self._get_file_type(file):
            return self.env._(
                "This kind of file is not taken. These are: %(kinds)s.",
                kinds=", ".join(self._get_extensions()),
            )
        return ""

    def _get_file_type(self, file):
        """The media type under which a file is stored, empty if it may not be."""
        sniffed = guess_mimetype(file.content, default="application/octet-stream")
        name = values.clean_file_name(file.name)
        return values.safe_type(name, sniffed, self._get_extensions())

    def _find_earlier(self, nonce, recent, digest):
        """The submission of which a post is a repetition, if it is one.

        :param str nonce: of the visit's token, empty without one
        :param recent: what the same caller has sent lately
        :param str digest: of the post's content
        """
        if nonce:
            return recent.search([("dedup_key", "=", f"n:{nonce}")], limit=1)
        since = fields.Datetime.now() - timedelta(seconds=DOUBLE_WINDOW)
        return recent.filtered(lambda one: one.digest == digest and one.create_date >= since)[:1]

    def _check_replay(self, earlier, digest):
        """A second click is answered as the first; a token used for something else is refused."""
        if earlier.digest != digest:
            raise WebformRefused(
                self.env._("This form was sent already. Load the page again to send more."), 409
            )
        return earlier

    # === VALUES === #

    def _prepare_submission(self, post, answers, spam):
        """The values of a submission. A hook for addons that keep more of a post.

        :param values.Post post: what was sent
        :param dict answers: the cleaned answers by name
        :param str spam: why it is spam, empty if it is not
        :rtype: dict
        """
        rows = [
            {
                "name": line._get_html_name(),
                "label": line.label,
                "value": answers[line._get_html_name()],
                "text": line._get_display_text(answers[line._get_html_name()]),
            }
            for line in self._get_lines()
            if line._get_html_name() in answers
        ]
        utm = {
            name: text
            for name in UTM_NAMES
            if (text := values.clean_text(post.values.get(name))[:NAME_LENGTH])
        }
        consent = bool(self.consent_required and post.values.get(CONSENT))
        page = post.values.get(PAGE) or post.referrer
        return {
            "form_id": self.id,
            "state": SPAM if spam else "new",
            "spam_reason": spam or False,
            "answers": rows,
            "utm": utm,
            "consent_text": self.consent_text if consent else False,
            "page": _http_url(page),
            "referrer": _http_url(post.values.get(REFERRER)),
            "agent": values.clean_text(post.agent)[:LINE_LENGTH],
        }


def _http_url(text):
    """An http address, cut to a bearable length; nothing else may become a link."""
    url = values.clean_text(text)[:URL_LENGTH]
    return url if guard.origin_of(url) else False
