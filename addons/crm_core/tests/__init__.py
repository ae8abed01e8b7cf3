from . import test_crm_funnel
from . import test_crm_lead
from . import test_crm_lead_budget
from . import test_crm_lead_conversion
from . import test_crm_lead_sharing
from . import test_crm_lead_stage
from . import test_crm_lead_views
from . import test_hoot
