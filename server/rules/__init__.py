"""The rules of the queue: pure functions over plain values, standard library only.

`decide` says what may happen, `evolve` says what an event means; clock, chance and configuration are arguments.
Moments are whole milliseconds since 1970-01-01 UTC everywhere in this package.
"""
