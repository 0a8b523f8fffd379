"""What every screen shares: look, words, the watch on pictures, and the page frame."""
