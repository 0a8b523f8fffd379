"""What `run.py` is made of: set-up, start, checks. Standard library only: it runs before anything is installed."""
