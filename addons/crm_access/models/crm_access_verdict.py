from dataclasses import dataclass


@dataclass(frozen=True)
class AccessVerdict:
    """What one user may do with one record, and why.

    A reason is one of ``open``, ``shared_read`` (everyone reads), ``listed``,
    ``administrator``, ``granted`` (a rule lets in more than sharing does), ``superuser`` where
    access is given; ``not_listed``, ``read_only`` (others may only read), ``missing_right``
    (no access right on the model), ``other_rule`` (a record rule that is not ours; named in
    ``rules``) where it is refused.
    """

    may_read: bool
    may_write: bool
    read_reason: str
    write_reason: str
    level: str
    user_ids: tuple[int, ...]
    rules: tuple[str, ...] = ()
