from . import test_crm_contact_channel
from . import test_crm_contact_settings
from . import test_crm_matcher
from . import test_hoot
from . import test_res_partner_company
from . import test_res_partner_door
from . import test_res_partner_names
from . import test_res_partner_share
