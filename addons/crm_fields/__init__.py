from . import models


def post_init_hook(env):
    """Take back the columns that an earlier installation left with their values."""
    env["crm.field"]._adopt_columns()
