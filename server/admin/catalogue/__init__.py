"""The administrator's catalogue of procedures."""
