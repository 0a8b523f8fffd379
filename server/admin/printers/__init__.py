"""The administrator's page of printers."""
