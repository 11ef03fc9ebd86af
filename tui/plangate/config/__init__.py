"""Where files are, and the settings a person writes."""
