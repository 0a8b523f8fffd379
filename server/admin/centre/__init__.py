"""`/admin/centre`: the centre file as pages, one section each, so that nobody needs an editor to set up a centre."""
