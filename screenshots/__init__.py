"""Pictures for the documentation, and what renders them."""
