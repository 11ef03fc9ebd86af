"""Dialogs and screens over the main one; each takes what it needs and dismisses with what came of it."""
