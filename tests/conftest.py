"""What holds for all tests: whatever is compiled is kept, also by the programs that they start."""

from __future__ import annotations

import os
import sys

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # else each of many hundred daemons compiles Plangate anew
sys.dont_write_bytecode = False
