"""The centre file: read for the rules, checked, changed while people wait, and its earlier versions kept."""
