from . import test_access_conformance
from . import test_access_descriptor
from . import test_access_explain
from . import test_access_harness
from . import test_access_mail
from . import test_access_mixin
from . import test_access_uninstall
