from odoo.exceptions import UserError


class WebformRefused(UserError):
    """A post that a website form does not take.

    :ivar http_status: the status of the answer
    :ivar problems: what is wrong, in the visitor's language, one text per field
    """

    def __init__(self, message, status, problems=()):
        super().__init__(message)
        self.http_status = status
        self.problems = tuple(problems)
