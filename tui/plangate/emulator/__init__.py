"""Terminal emulation: bytes in, rows, replies and events out. The only importer of pyte."""
