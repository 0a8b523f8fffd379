"""Look up a procedure on the phone, before coming."""
