"""Widgets of the main screen: the list of sessions, live terminals, bars."""
