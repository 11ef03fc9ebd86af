"""Scripted sessions whose truth is known: which attempts are fully undone, which are begun again."""
