from . import test_card_fields
from . import test_crm_field
from . import test_crm_field_access
from . import test_crm_field_limits
from . import test_crm_field_views
from . import test_hoot
from . import test_tours
