from . import res_partner
from . import test_access_document
from . import test_access_line
from . import test_access_link
