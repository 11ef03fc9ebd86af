"""`python -m plangate`."""

from __future__ import annotations

import sys

from plangate.cli.main import main

sys.exit(main())
