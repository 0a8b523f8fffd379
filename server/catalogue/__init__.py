"""The catalogue of procedures: what is posted today, tables that go out and come in, and what changed when."""
