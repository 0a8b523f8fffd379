"""The public page for appointments: choose a time, keep a code; no name, no account."""
