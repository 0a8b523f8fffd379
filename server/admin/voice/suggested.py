"""Languages that a centre may want to record: their codes (ISO 639-1, else ISO 639-3), by number of speakers.

Their names are in the catalogue, `voice.lang_<code>`.
"""

SUGGESTED = ("tyz", "blt", "mtq", "km", "hmn", "nut", "ium", "yue", "jra", "rad", "bdq", "cjm", "kpm", "sed")
