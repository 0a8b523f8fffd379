"""The feedback terminal at a counter: one question after a finished visit."""
