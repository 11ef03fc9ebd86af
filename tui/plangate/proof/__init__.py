"""Proof in the repository itself: records of approved plans, signatures, and what checks them in CI."""
