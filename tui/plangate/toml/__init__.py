"""TOML files that people write: read into typed values, with every fault named by its line.

Reading uses the standard library's parser (a quarter of tomlkit's import time, and every command
reads the settings); what changes a file uses tomlkit, so that comments and order survive.
"""
