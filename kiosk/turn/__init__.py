"""The page behind the ticket's QR: my turn, on the citizen's own phone."""
