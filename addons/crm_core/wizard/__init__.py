from . import base_partner_merge
from . import crm_lead_to_opportunity
from . import crm_task_category_replace
from . import crm_task_create
