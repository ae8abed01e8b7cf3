from . import test_crm_webform
from . import test_crm_webform_access
from . import test_crm_webform_delivery
from . import test_crm_webform_http
