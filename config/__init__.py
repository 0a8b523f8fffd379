"""What an installation may choose, and the small leaves that every other package may lean on."""
