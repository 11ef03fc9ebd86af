"""The dashboard in a browser: a front before one dashboard process for each paired device."""
