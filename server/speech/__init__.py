"""How the halls speak: the centre's choice, who speaks in each zone, what has been said, the daily sound check."""
