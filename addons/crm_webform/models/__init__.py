from . import crm_webform
from . import crm_webform_source
from . import crm_webform_intake
from . import crm_webform_field
from . import crm_webform_submission
from . import crm_webform_delivery
from . import crm_lead
