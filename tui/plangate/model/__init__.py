"""Frozen values that every part of Plangate speaks about; no IO, no clock, standard library only."""
