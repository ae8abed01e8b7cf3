from . import test_checks
from . import test_conformance_models
from . import test_conformance_views
