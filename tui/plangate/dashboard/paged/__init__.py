"""What a page in a browser shows beside the screen, and the lines that are composed there."""
