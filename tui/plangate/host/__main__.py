"""`python -m plangate.host --state N [--check]`: a host that replaces an older one in its process."""

from __future__ import annotations

import sys

from plangate.host.main import main

sys.exit(main(sys.argv[1:]))
