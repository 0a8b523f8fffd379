"""How random the random tests are: quick by default, thousands of days with `MOISO_DAYS=thousands`."""

import os

from hypothesis import HealthCheck, settings

# No deadlines: this machine may be busy with anything.
settings.register_profile("quick", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("thousands", settings.get_profile("quick"), max_examples=5000)
settings.load_profile("thousands" if os.environ.get("MOISO_DAYS") == "thousands" else "quick")
