"""The paper side of Mời Số: what stands on a ticket, how it is drawn, and how it reaches a printer.

The server imports `printers.slip` only. Everything else runs in the print agent, a process of its own
(`python -m printers agent`), because a printer may hang and a hall must not.
"""
