from . import crm_access
from . import crm_access_mixin
from . import res_users
