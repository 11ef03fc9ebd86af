"""The themes that come with Plangate; each is one TOML file."""
