"""The dashboard in a browser: front, driver and page."""
