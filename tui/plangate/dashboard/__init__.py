"""The full-screen application; with the web front the only importer of Textual."""
