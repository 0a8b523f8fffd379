"""How random the random tests are: quick by default; `MOISO_DAYS=2000`, or `thousands` (5,000), for the slow job."""

import os

from hypothesis import HealthCheck, settings

ASKED = os.environ.get("MOISO_DAYS", "")
EXAMPLES = 5000 if ASKED == "thousands" else int(ASKED or 60)

# No deadlines: this machine may be busy with anything.
settings.register_profile("days", deadline=None, max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("days")
