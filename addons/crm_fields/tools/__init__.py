from . import cards
from . import kinds
from . import naming
from . import texts
